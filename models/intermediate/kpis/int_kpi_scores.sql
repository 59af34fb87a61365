with responses as (
    select * from {{ ref('retensi', 'int_feedback_scored') }}
    where interaction_type in ('nps_response', 'csat_response')
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

responses_with_channel as (
    select
        {{ month_of('responses.interaction_date') }} as month,
        coalesce(customers.acquisition_channel, 'anonymous') as acquisition_channel,
        responses.interaction_type = 'nps_response' as is_nps,
        responses.interaction_type = 'csat_response' as is_csat,
        responses.verdict
    from responses
    left join customers
        on responses.customer_id = customers.customer_id
),

final as (
    select
        month,
        acquisition_channel,
        cast(count(*) filter (where is_nps) as bigint) as nps_responses,
        cast(count(*) filter (where is_nps and verdict = 'positive') as bigint) as nps_promoters,
        cast(count(*) filter (where is_nps and verdict = 'negative') as bigint) as nps_detractors,
        cast(count(*) filter (where is_csat) as bigint) as csat_responses,
        cast(count(*) filter (where is_csat and verdict = 'positive') as bigint) as csat_satisfied
    from responses_with_channel
    group by
        month,
        acquisition_channel
)

select * from final
