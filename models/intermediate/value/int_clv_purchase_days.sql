{{ config(materialized='view') }}

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

valued as (
    select
        fit_days.fit,
        fit_days.fit_day,
        purchase_days.customer_id,
        purchase_days.purchase_day,
        purchase_days.sold_amount,
        greatest(purchase_days.net_revenue - coalesce(taken_back.amount, 0), 0) as day_value
    from purchase_days
    cross join fit_days
    left join taken_back
        on
            purchase_days.customer_id = taken_back.customer_id
            and purchase_days.purchase_day = taken_back.purchase_day
            and fit_days.fit = taken_back.fit
),

final as (
    select
        fit,
        fit_day,
        customer_id,
        purchase_day,
        cast(day_value as decimal(38, 4)) as day_value
    from valued
    -- What was taken back wholly was no purchase; what was free from the start was one.
    where
        day_value > 0
        or sold_amount <= 0
)

select * from final
