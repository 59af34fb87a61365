with interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where campaign_id is not null
),

purchases as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where
        treatment = 'purchase'
        and customer_id is not null
),

controlled_campaigns as (
    select distinct campaign_id
    from interactions
    where interaction_type = 'campaign_withheld'
),

assignments as (
    select
        interactions.campaign_id,
        interactions.person_id,
        interactions.interaction_type = 'campaign_withheld' as is_holdout,
        interactions.occurred_at as assigned_at,
        row_number() over (
            partition by interactions.campaign_id, interactions.person_id
            order by interactions.occurred_at, interactions.interaction_id
        ) as assignment_number
    from interactions
    inner join controlled_campaigns on interactions.campaign_id = controlled_campaigns.campaign_id
    where
        interactions.direction = 'out'
        and interactions.interaction_group in ('reach', 'message', 'offer')
),

timeline as (
    select
        person_id,
        assigned_at as happens_at,
        1 as place_in_second,
        campaign_id,
        is_holdout,
        cast(null as timestamp) as ordered_at
    from assignments
    where assignment_number = 1
    union all
    select
        customer_id as person_id,
        ordered_at as happens_at,
        2 as place_in_second,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
        cast(null as boolean) as is_holdout,
        ordered_at
    from purchases
),

with_next_purchase as (
    select
        *,
        min(ordered_at) over (
            partition by person_id
            order by happens_at, place_in_second
            rows between current row and unbounded following
        ) as next_ordered_at
    from timeline
),

final as (
    select
        campaign_id,
        person_id,
        is_holdout,
        happens_at as assigned_at,
        coalesce(
            {{ hours_between('happens_at', 'next_ordered_at') }} < {{ var('attribution_window_days') }} * 24, false
        ) as has_bought
    from with_next_purchase
    where campaign_id is not null
)

select * from final
