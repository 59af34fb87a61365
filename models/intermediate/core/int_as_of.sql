{{ config(post_hook="{{ retensi.record_as_of(this) }}") }}

-- Everything behind the front door builds on this model, and this one on the reconciliation: too many refused rows
-- stop the build here, before a mart changes. Whoever builds a mart gets what was refused, too;
-- a unit test, which has no table of its own, needs none of it.
-- depends_on: {{ ref('retensi', 'input_reconciliation') }}
{%- for input in input_contract() if this %}
-- depends_on: {{ ref('retensi', 'quarantined_' ~ input) }}
{%- endfor %}
with rows_by_day as (
    select * from {{ ref('retensi', 'input_rows_by_day') }}
),

as_of_day as (
    {{ last_days_known('rows_by_day') }}
),

first_order as (
    select min(rows_by_day.input_day) as first_order_date
    from rows_by_day
    inner join as_of_day on rows_by_day.input_day <= as_of_day.as_of
    where rows_by_day.input = 'orders'
),

final as (
    select
        as_of_day.as_of,
        {{ month_of('first_order.first_order_date') }} as spine_start,
        as_of_day.last_purchase_on,
        as_of_day.last_interaction_on
    from as_of_day
    cross join first_order
)

select * from final
