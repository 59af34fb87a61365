-- Which days count for a fit, and what they say of a customer: longer than other models, as neither has another reader.
with purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

fit_days as (
    select * from {{ ref('retensi', 'int_clv_fit_days') }}
),

credit_notes as (
    select * from {{ ref('retensi', 'int_credit_notes_assigned') }}
),

-- A fit does not know the notes that came after its day; what it has to predict is held against all of them.
taken_back as (
    select
        fit_days.fit,
        credit_notes.customer_id,
        credit_notes.purchase_day,
        sum(credit_notes.amount) as amount
    from credit_notes
    inner join fit_days
        on
            credit_notes.note_day <= fit_days.fit_day
            or credit_notes.purchase_day > fit_days.fit_day
    group by
        fit_days.fit,
        credit_notes.customer_id,
        credit_notes.purchase_day
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
        days_of_fits.purchase_day <= days_of_fits.fit_day as is_known,
        days_of_fits.purchase_day > first_days.first_day
        and days_of_fits.purchase_day <= days_of_fits.fit_day as is_repeat,
        days_of_fits.purchase_day > first_days.first_day
        and days_of_fits.purchase_day <= days_of_fits.fit_day
        and days_of_fits.purchase_day > {{ add_days('days_of_fits.fit_day', -(var('clv_holdout_days') | int)) }}
            as is_in_last_period
    from days_of_fits
    inner join first_days
        on
            days_of_fits.fit = first_days.fit
            and days_of_fits.customer_id = first_days.customer_id
),

summed as (
    select
        fit,
        customer_id,
        max(fit_day) as fit_day,
        max(first_day) as first_day,
        max(purchase_day) filter (where is_known) as last_day,
        count(*) filter (where is_repeat) as frequency,
        sum(case when is_repeat then day_value else 0 end) as repeat_net_revenue,
        count(*) filter (where is_in_last_period) as last_period_orders,
        sum(case when is_in_last_period then day_value else 0 end) as last_period_value,
        count(*) filter (where not is_known) as actual_orders,
        sum(case when is_known then 0 else day_value end) as actual_value
    from seen_from_fit_days
    group by
        fit,
        customer_id
),

final as (
    select
        fit,
        customer_id,
        cast(frequency as bigint) as frequency,
        cast({{ days_between('first_day', 'last_day') }} as bigint) as recency_days,
        cast({{ days_between('first_day', 'fit_day') }} as bigint) as age_days,
        cast(repeat_net_revenue as decimal(38, 4)) as repeat_net_revenue,
        cast(last_period_orders as bigint) as last_period_orders,
        cast(last_period_value as decimal(38, 4)) as last_period_value,
        cast(actual_orders as bigint) as actual_orders,
        cast(actual_value as decimal(38, 4)) as actual_value
    from summed
)

select * from final
