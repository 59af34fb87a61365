{{ config(post_hook="{{ retensi.enforce_quarantine_limit(this) }}") }}

{%- for input in input_contract() %}
select
    cast('{{ input }}' as {{ dbt.type_string() }}) as input,
    (select cast(count(*) as bigint) from {{ ref('retensi', 'received_' ~ input) }}) as rows_received,
    count(*) filter (where row_status = 'accepted') as rows_accepted,
    {%- if flaws(input) %}
    count(*) filter (where row_status = 'accepted' and flaws is not null) as rows_flawed,
    {%- else %}
    cast(0 as bigint) as rows_flawed,
    {%- endif %}
    count(*) filter (where row_status = 'superseded') as rows_superseded,
    count(*) filter (where row_status = 'quarantined') as rows_quarantined,
    cast(coalesce(sum(unreadable_values), 0) as bigint) as unreadable_values
from {{ ref('retensi', 'checked_' ~ input) }}
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
