with survey_events as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where interaction_type in ('survey_sent', 'nps_response', 'csat_response')
),

followed as (
    select
        *,
        lead(interaction_type) over person as next_type,
        lead(interaction_date) over person as next_date
    from survey_events
    window
        person as (partition by person_id order by occurred_at, interaction_id)
),

-- Four weeks and a bit: what comes later is hardly an answer to this survey.
final as (
    select
        interaction_id,
        person_id,
        interaction_date as sent_on,
        coalesce(
            next_type <> 'survey_sent' and next_date <= {{ add_days('interaction_date', 30) }},
            false
        ) as is_answered
    from followed
    where interaction_type = 'survey_sent'
)

select * from final
