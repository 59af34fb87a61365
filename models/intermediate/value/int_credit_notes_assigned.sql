-- Assigned by the days' values before any note, so that the order of the notes does not matter.
with credit_notes as (
    select
        order_id,
        customer_id,
        order_date as note_day,
        cast(-net_revenue as decimal(38, 4)) as amount
    from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment = 'credit_note'
        and customer_id is not null
),

purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

candidates as (
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

final as (
    select
        order_id,
        customer_id,
        note_day,
        purchase_day,
        amount
    from candidates
    where choice = 1
)

select * from final
