-- How long until the next purchase, by Kaplan and Meier (1958): longer than others, as nothing else reads the curve.
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

purchases as (
    select
        order_number,
        order_date,
        first_value(order_date) over (partition by customer_id order by order_number) as first_order_date,
        lead(order_date) over (partition by customer_id order by order_number) as next_order_date
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where order_number is not null
),

-- Who has not come back yet was watched up to `as_of`.
watched as (
    select
        substring(cast(purchases.first_order_date as {{ dbt.type_string() }}), 1, 4) as cohort_year,
        purchases.order_number,
        {{ days_between('purchases.order_date', 'coalesce(purchases.next_order_date, bounds.as_of)') }} as days_waited,
        purchases.next_order_date is not null as has_returned
    from purchases
    cross join bounds
    where purchases.order_number <= 10
),

by_day as (
    select
        case when grouping(cohort_year) = 1 then 'all' else cohort_year end as cohort_year,
        order_number,
        days_waited,
        count(*) as customers,
        count(*) filter (where has_returned) as returned_customers
    from watched
    group by
        order_number,
        days_waited,
        rollup(cohort_year)
),

at_risk as (
    select
        *,
        sum(customers) over (
            partition by cohort_year, order_number
            order by days_waited desc
            rows between unbounded preceding and current row
        ) as customers_at_risk
    from by_day
),

-- The logarithm of the share that has not returned; nobody is left where all at risk returned.
stayed_away as (
    select
        *,
        max(case when returned_customers = customers_at_risk then 1 else 0 end) over up_to_here as is_empty,
        sum(
            case
                when returned_customers < customers_at_risk
                    then ln(1 - {{ safe_divide('returned_customers', 'customers_at_risk') }})
                else 0
            end
        ) over up_to_here as log_share
    from at_risk
    window
        up_to_here as (
            partition by cohort_year, order_number
            order by days_waited
            rows between unbounded preceding and current row
        )
),

curve as (
    select
        *,
        case when is_empty = 1 then cast(1 as {{ double_type() }}) else 1 - exp(log_share) end as returned_share
    from stayed_away
),

summed as (
    select
        cohort_year,
        order_number,
        {%- for days in repurchase_windows() %}
        -- Beyond the longest watch the curve says nothing, unless everybody is back.
        case
            when max(days_waited) >= {{ days }} or max(is_empty) = 1
                then coalesce(max(case when days_waited <= {{ days }} then returned_share end), 0)
        end as returned_within_{{ days }}_days,
        {%- endfor %}
        {%- for percent in [10, 25, 50, 75, 90] %}
        cast(min(case when returned_share >= {{ percent / 100 }} - 1e-9 then days_waited end) as bigint)
            as days_p{{ percent }},
        {%- endfor %}
        cast(sum(customers) as bigint) as customers,
        cast(sum(returned_customers) as bigint) as returned_customers
    from curve
    group by
        cohort_year,
        order_number
)

select {{ contracted_columns() }} from summed
