{{ config(post_hook="{{ retensi.refuse_too_many_quarantined(this) }}") }}

{%- for input in input_contract() %}
select
    cast('{{ input }}' as {{ dbt.type_string() }}) as input,
    (select cast(count(*) as bigint) from {{ ref('retensi', 'received_' ~ input) }}) as rows_received,
    {%- if input == 'interactions' %}
    {#- Staging leaves out those that are ignored. #}
    (select cast(count(*) as bigint) from ({{ accepted_rows(input) }}) as accepted) as rows_accepted,
    {%- else %}
    (select cast(count(*) as bigint) from {{ ref('retensi', 'stg_' ~ input) }}) as rows_accepted,
    {%- endif %}
    {%- if flaws(input) %}
    (select cast(count(flaws) as bigint) from {{ ref('retensi', 'stg_' ~ input) }}) as rows_flawed,
    {%- else %}
    cast(0 as bigint) as rows_flawed,
    {%- endif %}
    (
        select cast(count(*) as bigint)
        from {{ ref('retensi', 'superseded_rows') }}
        where input = '{{ input }}'
    ) as rows_superseded,
    (select cast(count(*) as bigint) from {{ ref('retensi', 'quarantined_' ~ input) }}) as rows_quarantined,
    (
        select cast(coalesce(sum(unreadable_values), 0) as bigint)
        from {{ ref('retensi', 'checked_' ~ input) }}
    ) as unreadable_values
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
