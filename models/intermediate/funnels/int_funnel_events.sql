{{ config(**incremental_by_key(key='person_id', changed_in='int_customers_changed')) }}

with events_named as (
    select distinct
        event,
        interaction_type,
        lowest_value,
        purchase_number
    from {{ ref('retensi', 'int_funnel_steps') }}
),

interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
    where {{ is_changed('person_id', 'int_customers_changed') }}
),

orders as (
    select * from {{ ref('retensi', 'int_orders_sequenced') }}
    where
        order_number is not null
        and {{ is_changed('customer_id', 'int_customers_changed') }}
),

registered_customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
    where
        registered_at is not null
        and {{ is_changed('customer_id', 'int_customers_changed') }}
),

-- In one second a registration comes first, then interactions, then orders, each in the order of their ids.
events_of_interactions as (
    select
        interactions.person_id,
        events_named.event,
        interactions.occurred_at,
        interactions.interaction_date as event_date,
        2 as kind_place,
        interactions.interaction_id as event_id,
        interactions.channel,
        interactions.campaign_id
    from interactions
    inner join events_named on interactions.interaction_type = events_named.interaction_type
    -- One equation, so that engines join by hash; only registrations find anybody.
    left join registered_customers
        on
            case when events_named.event = 'registration' then interactions.customer_id end
            = registered_customers.customer_id
    where
        (events_named.lowest_value is null or interactions.value >= events_named.lowest_value)
        -- Where the account says when it was opened, that is the registration.
        and registered_customers.customer_id is null
),

events_of_orders as (
    select
        orders.customer_id as person_id,
        events_named.event,
        orders.ordered_at as occurred_at,
        orders.order_date as event_date,
        3 as kind_place,
        orders.order_id as event_id,
        orders.channel,
        orders.campaign_id
    from orders
    cross join events_named
    where
        events_named.interaction_type is null
        and orders.order_number = coalesce(events_named.purchase_number, orders.order_number)
),

events_of_accounts as (
    select
        registered_customers.customer_id as person_id,
        events_named.event,
        registered_customers.registered_at as occurred_at,
        {{ local_date('registered_customers.registered_at') }} as event_date,
        1 as kind_place,
        registered_customers.customer_id as event_id,
        registered_customers.acquisition_channel as channel,
        cast(null as {{ dbt.type_string() }}) as campaign_id
    from registered_customers
    cross join events_named
    where events_named.event = 'registration'
),

events as (
    select * from events_of_accounts
    union all
    select * from events_of_interactions
    union all
    select * from events_of_orders
),

-- One event may have two names (a purchase and a second purchase): it has one place, so that it serves one step.
final as (
    select
        person_id,
        event,
        occurred_at,
        event_date,
        channel,
        campaign_id,
        dense_rank() over (partition by person_id order by occurred_at, kind_place, event_id) as event_place
    from events
)

select * from final
