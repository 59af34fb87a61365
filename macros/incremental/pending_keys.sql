{#- Keys of some kinds that changed and may not have reached all history yet; none where history is built anew. -#}
{% macro pending_keys(kinds) -%}
    select distinct
        kind,
        key
    {%- if retensi.continues_history() %}
    from {{ retensi.state_relation('pending_changes') }}
    where kind in ('{{ kinds | join("', '") }}')
    {%- else %}
    from (
        select
            cast(null as {{ dbt.type_string() }}) as kind,
            cast(null as {{ dbt.type_string() }}) as key
    ) as nothing
    where 1 = 0
    {%- endif %}
{%- endmacro %}
