with numbered as (
    select
        *,
        coalesce(reference_id, interaction_id) as complaint_id,
        reference_id is not null as has_reference_id,
        row_number() over (
            partition by coalesce(reference_id, interaction_id), reference_id is not null
            order by occurred_at, interaction_id
        ) as place
    from {{ ref('retensi', 'int_interactions_identified') }}
    where interaction_type in ('complaint_opened', 'complaint_answered', 'complaint_resolved', 'complaint_reopened')
),

placed as (
    select
        *,
        min(case when interaction_type = 'complaint_opened' then place end) over complaint as opening_place
    from numbered
    window complaint as (partition by complaint_id, has_reference_id)
),

-- What was answered or solved before anybody complained belongs to no complaint.
final as (
    select
        complaint_id,
        has_reference_id,
        max(case when place = opening_place then person_id end) over complaint as person_id,
        max(case when place = opening_place then customer_id end) over complaint as customer_id,
        cast(place - opening_place + 1 as bigint) as row_in_complaint,
        interaction_id,
        interaction_type,
        occurred_at,
        interaction_date,
        channel
    from placed
    where opening_place <= place
    window complaint as (partition by complaint_id, has_reference_id)
)

select * from final
