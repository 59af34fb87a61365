{{ config(**incremental_by_key(key='person_id', changed_in='int_customers_changed')) }}

-- A purchase that names a campaign was touched by it there and then, after whatever else happened in that second.
with touches as (
    select
        person_id,
        campaign_id,
        occurred_at as touched_at,
        1 as place_in_second,
        interaction_id as touch_id,
        interaction_type as touched_by
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        campaign_id is not null
        and interaction_type <> 'campaign_withheld'
        and {{ is_changed('person_id', 'int_customers_changed') }}
    union all
    select
        {{ buyer_id('customer_id', 'order_id') }} as person_id,
        campaign_id,
        ordered_at as touched_at,
        2 as place_in_second,
        order_id as touch_id,
        'purchase' as touched_by
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where
        campaign_id is not null
        and treatment = 'purchase'
        and {{ is_changed(buyer_id('customer_id', 'order_id'), 'int_customers_changed') }}
),

final as (
    select
        *,
        cast(row_number() over (partition by person_id order by touched_at, place_in_second, touch_id) as bigint)
            as touch_number
    from touches
)

select * from final
