with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

segment_names as (
    select * from {{ ref('rfm_segment_names') }}
),

-- The last purchase day of a month holds until the month of the next one.
standings as (
    select
        customer_id,
        {{ month_of('purchase_day') }} as valid_from,
        {{ month_of('next_purchase_day') }} as valid_to,
        purchase_day as last_order_date,
        purchases_to_date as order_count
    from purchase_days
    where next_purchase_day is null or {{ month_of('next_purchase_day') }} > {{ month_of('purchase_day') }}
),

-- Customers x months: a score can change although nothing happened to the customer.
ranked as (
    select
        months.month,
        months.month_end,
        standings.customer_id,
        standings.last_order_date,
        rank() over (partition by months.month order by standings.last_order_date) - 1 as less_recent,
        rank() over (partition by months.month order by standings.order_count) - 1 as less_frequent,
        count(*) over (partition by months.month) as customers_ranked
    from standings
    inner join months on {{ is_valid_on('months.month', 'standings') }}
),

scored as (
    select
        month,
        month_end,
        customer_id,
        last_order_date,
        {{ score_of_five('less_recent', 'customers_ranked') }} as rfm_recency,
        {{ score_of_five('less_frequent', 'customers_ranked') }} as rfm_frequency
    from ranked
),

final as (
    select
        scored.month,
        scored.customer_id,
        segment_names.rfm_segment
    from scored
    inner join segment_names
        on
            {{ recency_of_segment('scored.rfm_recency', 'scored.last_order_date', 'scored.month_end') }}
            = segment_names.rfm_recency
            and scored.rfm_frequency = segment_names.rfm_frequency
)

select * from final
