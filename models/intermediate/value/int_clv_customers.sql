-- Which days count for a fit, and what they say of a customer: longer than other models, as no step has another reader.
with purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

fit_days as (
    select * from {{ ref('retensi', 'int_clv_fit_days') }}
),

credit_notes as (
    select
        order_id,
        customer_id,
        order_date as note_day,
        -net_revenue as amount
    from {{ ref('retensi', 'int_orders_identified') }}
    where treatment = 'credit_note'
),

-- A note takes back the latest day that is worth it, else the latest one: by values before any note, so in any order.
days_of_notes as (
    select
        credit_notes.*,
        purchase_days.purchase_day,
        row_number() over (
            partition by credit_notes.order_id
            order by
                case when purchase_days.net_revenue >= credit_notes.amount then 0 else 1 end,
                purchase_days.purchase_day desc
        ) as choice
    from credit_notes
    inner join purchase_days
        on
            credit_notes.customer_id = purchase_days.customer_id
            and credit_notes.note_day >= purchase_days.purchase_day
),

-- A fit does not know the notes that came after its day; what it has to predict is held against all of them.
taken_back as (
    select
        fit_days.fit,
        days_of_notes.customer_id,
        days_of_notes.purchase_day,
        sum(days_of_notes.amount) as amount
    from days_of_notes
    inner join fit_days
        on
            days_of_notes.note_day <= fit_days.fit_day
            or days_of_notes.purchase_day > fit_days.fit_day
    where days_of_notes.choice = 1
    group by
        fit_days.fit,
        days_of_notes.customer_id,
        days_of_notes.purchase_day
),

-- What was taken back wholly was no purchase; what was free from the start was one.
days_of_fits as (
    select
        fit_days.fit,
        fit_days.fit_day,
        purchase_days.customer_id,
        purchase_days.purchase_day,
        cast(greatest(purchase_days.net_revenue - coalesce(taken_back.amount, 0), 0) as decimal(38, 4)) as day_value
    from purchase_days
    cross join fit_days
    left join taken_back
        on
            purchase_days.customer_id = taken_back.customer_id
            and purchase_days.purchase_day = taken_back.purchase_day
            and fit_days.fit = taken_back.fit
    where
        purchase_days.net_revenue > coalesce(taken_back.amount, 0)
        or purchase_days.sold_amount <= 0
),

first_days as (
    select
        fit,
        customer_id,
        min(purchase_day) as first_day
    from days_of_fits
    where purchase_day <= fit_day
    group by
        fit,
        customer_id
),

-- Seen from the last day of a fit: what was known then, and what came in the time it had to predict.
seen_from_fit_days as (
    select
        days_of_fits.*,
        first_days.first_day,
        case
            when days_of_fits.purchase_day > days_of_fits.fit_day then 'to_come'
            when days_of_fits.purchase_day = first_days.first_day then 'first'
            when
                days_of_fits.purchase_day
                > {{ add_days('days_of_fits.fit_day', -(var('clv_holdout_days') | int)) }}
                then 'last_period'
            else 'repeat'
        end as seen_as
    from days_of_fits
    inner join first_days
        on
            days_of_fits.fit = first_days.fit
            and days_of_fits.customer_id = first_days.customer_id
),

final as (
    select
        fit,
        customer_id,
        cast({{ days_between('max(first_day)', "max(purchase_day) filter (where seen_as <> 'to_come')") }} as bigint)
            as recency_days,
        cast({{ days_between('max(first_day)', 'max(fit_day)') }} as bigint) as age_days,
        cast(count(*) filter (where seen_as in ('repeat', 'last_period')) as bigint) as frequency,
        cast(coalesce(sum(day_value) filter (where seen_as in ('repeat', 'last_period')), 0) as decimal(38, 4))
            as repeat_net_revenue,
        cast(count(*) filter (where seen_as = 'last_period') as bigint) as last_period_orders,
        cast(coalesce(sum(day_value) filter (where seen_as = 'last_period'), 0) as decimal(38, 4)) as last_period_value,
        cast(count(*) filter (where seen_as = 'to_come') as bigint) as actual_orders,
        cast(coalesce(sum(day_value) filter (where seen_as = 'to_come'), 0) as decimal(38, 4)) as actual_value
    from seen_from_fit_days
    group by
        fit,
        customer_id
)

select * from final
