with changes as (
    select * from {{ ref('retensi', 'int_lifecycle_changes_by_month') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

changes_with_channel as (
    select
        changes.month,
        customers.acquisition_channel,
        changes.opening_stage,
        changes.opening_stage in ('new', 'repeat', 'at_risk') as was_active,
        changes.closing_stage in ('new', 'repeat', 'at_risk') as is_active
    from changes
    inner join customers
        on changes.customer_id = customers.customer_id
),

final as (
    select
        month,
        acquisition_channel,
        cast(count(*) filter (where opening_stage in ('none', 'lead') and is_active) as bigint) as new_customers,
        cast(count(*) filter (where opening_stage = 'inactive' and is_active) as bigint) as reactivated_customers,
        cast(count(*) filter (where was_active and not is_active) as bigint) as lapsed_customers
    from changes_with_channel
    group by
        month,
        acquisition_channel
)

select * from final
