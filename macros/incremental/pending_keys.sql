{#- Keys of some kinds that changed and may not have reached all history yet; none where history is built anew. -#}
{% macro pending_keys(kinds) -%}
    select distinct
        kind,
        changed_key
    {%- if retensi.continues_history() %}
    from {{ retensi.state_relation('pending_changes') }}
    where kind in ('{{ kinds | join("', '") }}')
    {%- else %}
    from (
        select
            cast(null as {{ dbt.type_string() }}) as kind,
            cast(null as {{ dbt.type_string() }}) as changed_key
    ) as nothing
    where 1 = 0
    {%- endif %}
{%- endmacro %}

{#- That a value is such a key of one kind; of nothing, where history is built anew. -#}
{% macro is_pending(expression, kind) -%}
    {%- if retensi.continues_history() -%}
    {{ expression }} in (
        select pending.changed_key
        from {{ retensi.state_relation('pending_changes') }} as pending
        where pending.kind = '{{ kind }}'
    )
    {%- else -%}
    1 = 0
    {%- endif -%}
{%- endmacro %}
