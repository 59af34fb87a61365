-- Retention of months in which nobody of a channel could be lost yet says how young the channel is, and must not be
-- averaged with others. Computed from orders; whoever bought earliest could be lost first.
with orders as (
    select
        orders.order_date,
        customers.acquisition_channel
    from {{ ref('retensi', 'orders') }} as orders
    inner join {{ ref('retensi', 'customers') }} as customers
        on orders.customer_id = customers.customer_id
    where orders.treatment = 'purchase'
),

months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

expected as (
    select
        months.month,
        orders.acquisition_channel,
        max({{ days_between('orders.order_date', 'months.month_end') }}) as longest_possible_silence
    from months
    inner join orders
        on months.month_end >= orders.order_date
    group by
        months.month,
        orders.acquisition_channel
)

select
    kpis.month,
    kpis.acquisition_channel,
    kpis.is_warming_up,
    expected.longest_possible_silence,
    kpis.lapsed_customers
from {{ ref('retensi', 'kpis_by_channel') }} as kpis
left join expected
    on
        kpis.month = expected.month
        and kpis.acquisition_channel = expected.acquisition_channel
where
    kpis.is_warming_up
    is distinct from coalesce(expected.longest_possible_silence <= {{ var('inactive_after_days') }}, true)
    or (kpis.is_warming_up and kpis.lapsed_customers > 0)
