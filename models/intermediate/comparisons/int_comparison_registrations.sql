with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select
        customer_id,
        {{ local_date('registered_at') }} as registered_on
    from {{ ref('retensi', 'int_customers_known') }}
    where registered_at is not null
),

purchase_changes as (
    select * from {{ ref('retensi', 'int_lifecycle_changes_by_purchases') }}
),

purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

with_landmark as (
    select
        customer_id,
        registered_on,
        {{ add_days('registered_on', 30) }} as landmark
    from customers
),

stages_ranked as (
    select
        with_landmark.customer_id,
        purchase_changes.lifecycle_stage as stage,
        row_number() over (partition by with_landmark.customer_id order by purchase_changes.changed_on desc)
            as latest_first
    from with_landmark
    inner join purchase_changes
        on
            with_landmark.customer_id = purchase_changes.customer_id
            and with_landmark.landmark >= purchase_changes.changed_on
),

returned as (
    select distinct with_landmark.customer_id
    from with_landmark
    inner join purchase_days
        on
            with_landmark.customer_id = purchase_days.customer_id
            and with_landmark.landmark < purchase_days.purchase_day
            and {{ add_days('with_landmark.landmark', comparison_days()) }} >= purchase_days.purchase_day
),

final as (
    select
        with_landmark.customer_id,
        with_landmark.registered_on,
        with_landmark.landmark,
        coalesce(stages_ranked.stage, 'lead') as stage,
        returned.customer_id is not null as has_returned,
        with_landmark.landmark <= bounds.as_of as is_reached,
        {{ add_days('with_landmark.landmark', comparison_days()) }} <= bounds.as_of as is_complete
    from with_landmark
    cross join bounds
    left join stages_ranked
        on
            with_landmark.customer_id = stages_ranked.customer_id
            and stages_ranked.latest_first = 1
    left join returned
        on with_landmark.customer_id = returned.customer_id
)

select * from final
