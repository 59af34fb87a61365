{#- The local day of what each input's rows tell of. Lines of an order have no day of their own. -#}
{%- set days = {
    'orders': 'order_date',
    'interactions': 'interaction_date',
    'customers': 'registration_date',
    'marketing_spend': 'spend_date',
    'exchange_rates': 'valid_from',
    'customer_merges': local_date('merged_at'),
    'erasure_requests': local_date('requested_at'),
} %}

{%- for input, day in days.items() %}
select
    cast('{{ input }}' as {{ dbt.type_string() }}) as input,
    {{ day }} as input_day,
    cast(count(*) as bigint) as rows_accepted,
    {%- if input == 'orders' %}
    cast(count(*) filter (where treatment = 'purchase') as bigint) as purchases
    {%- else %}
    cast(0 as bigint) as purchases
    {%- endif %}
from {{ ref('retensi', 'stg_' ~ input) }}
where {{ day }} is not null
group by {{ day }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
