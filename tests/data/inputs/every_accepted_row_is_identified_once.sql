-- Merges, mails, phones and visitors give a row its customer; they neither drop rows nor double them.
with as_of_day as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

accepted as (
    select
        'orders' as input,
        count(*) as row_count
    from {{ ref('retensi', 'stg_orders') }} as orders
    inner join as_of_day on orders.order_date <= as_of_day.as_of
    union all
    select
        'interactions' as input,
        count(*) as row_count
    from {{ ref('retensi', 'stg_interactions') }} as interactions
    inner join as_of_day on interactions.interaction_date <= as_of_day.as_of
),

identified as (
    select
        'orders' as input,
        count(*) as row_count
    from {{ ref('retensi', 'int_orders_identified') }}
    union all
    select
        'interactions' as input,
        count(*) as row_count
    from {{ ref('retensi', 'int_interactions_identified') }}
),

final as (
    select
        accepted.input,
        accepted.row_count as accepted_rows,
        identified.row_count as identified_rows
    from accepted
    inner join identified on accepted.input = identified.input
    where accepted.row_count <> identified.row_count
)

select * from final
