with responses as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where interaction_type in ('nps_response', 'csat_response')
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

final as (
    select
        {{ month_of('responses.interaction_date') }} as month,
        coalesce(customers.acquisition_channel, 'anonymous') as acquisition_channel,
        cast(count(*) filter (where responses.interaction_type = 'nps_response') as bigint) as nps_responses,
        cast(count(*) filter (where responses.interaction_type = 'nps_response' and responses.value >= 9) as bigint) as nps_promoters,
        cast(count(*) filter (where responses.interaction_type = 'nps_response' and responses.value <= 6) as bigint) as nps_detractors,
        cast(count(*) filter (where responses.interaction_type = 'csat_response') as bigint) as csat_responses,
        cast(count(*) filter (where responses.interaction_type = 'csat_response' and responses.value >= 4) as bigint) as csat_satisfied
    from responses
    left join customers
        on responses.customer_id = customers.customer_id
    group by
        {{ month_of('responses.interaction_date') }},
        coalesce(customers.acquisition_channel, 'anonymous')
)

select * from final
