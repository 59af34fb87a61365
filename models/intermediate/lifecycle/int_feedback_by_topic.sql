with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
),

scores as (
    select
        interactions.customer_id,
        interactions.interaction_type as topic,
        interactions.interaction_id,
        interactions.occurred_at,
        interactions.interaction_date,
        case
            when interactions.interaction_type = 'nps_response' then interactions.value <= 6
            else interactions.value <= 2
        end as is_negative,
        true as is_opening
    from interactions
    where
        interactions.interaction_type in ('nps_response', 'csat_response', 'review_submitted')
        and interactions.customer_id is not null
),

complaint_rows as (
    select
        interactions.customer_id,
        coalesce('reference ' || interactions.reference_id, 'row ' || interactions.interaction_id) as topic,
        interactions.interaction_id,
        interactions.occurred_at,
        interactions.interaction_date,
        interactions.interaction_type <> 'complaint_resolved' as is_negative,
        interactions.interaction_type = 'complaint_opened' as is_opening
    from interactions
    where interactions.interaction_type in ('complaint_opened', 'complaint_resolved', 'complaint_reopened')
),

openings as (
    select
        complaint_rows.topic,
        complaint_rows.customer_id,
        row_number() over (
            partition by complaint_rows.topic
            order by complaint_rows.occurred_at, complaint_rows.interaction_id
        ) as opening_number
    from complaint_rows
    where complaint_rows.is_opening
),

complaints as (
    select
        openings.customer_id,
        complaint_rows.topic,
        complaint_rows.interaction_id,
        complaint_rows.occurred_at,
        complaint_rows.interaction_date,
        complaint_rows.is_negative,
        complaint_rows.is_opening
    from complaint_rows
    inner join openings
        on
            complaint_rows.topic = openings.topic
            and openings.opening_number = 1
    where openings.customer_id is not null
),

final as (
    select * from scores
    union all
    select * from complaints
)

select * from final
