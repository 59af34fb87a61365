{{ config(**incremental_by_key(key='person_id', changed_in='int_customers_changed')) }}
{%- set in_order = 'order by happened_at, place_in_second, event_id' %}
{%- set talk = 'partition by person_id, thread, is_talk ' ~ in_order %}

with rules as (
    select reason from {{ ref('contact_rules') }}
),

messages as (
    select
        interactions.*,
        coalesce(interactions.channel, '(none)') as channel_named,
        case when rules.reason is null then interactions.reference_id end as thread_reference,
        rules.reason is not null or interactions.campaign_id is not null as is_planned
    from {{ ref('retensi', 'int_interactions_identified') }} as interactions
    left join rules on interactions.reference_id = rules.reason
    where
        interactions.interaction_type in ('message_sent', 'message_opened', 'message_clicked', 'customer_message')
        and {{ is_changed('interactions.person_id', 'int_customers_changed') }}
),

-- A message of a campaign, or for a reason of the calendar, answers nobody.
events as (
    select
        person_id,
        interaction_id as event_id,
        interaction_type as event,
        occurred_at as happened_at,
        interaction_date as happened_on,
        1 as place_in_second,
        channel_named as channel,
        campaign_id,
        case
            when thread_reference is null then concat('on ', channel_named) else concat('about ', thread_reference)
        end as thread,
        interaction_type = 'customer_message' or (interaction_type = 'message_sent' and not is_planned) as is_talk
    from messages
    union all
    select
        customer_id as person_id,
        order_id as event_id,
        'purchase' as event,
        ordered_at as happened_at,
        order_date as happened_on,
        2 as place_in_second,
        cast(null as {{ dbt.type_string() }}) as channel,
        cast(null as {{ dbt.type_string() }}) as campaign_id,
        'purchases' as thread,
        false as is_talk
    from {{ ref('retensi', 'int_orders_sequenced') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and {{ is_changed('customer_id', 'int_customers_changed') }}
),

-- Which message of the shop was the last one before: of the campaign, and in the thread.
placed as (
    select
        *,
        sum(case when event = 'message_sent' then 1 else 0 end) over (
            partition by person_id, thread, campaign_id {{ in_order }}
        ) as number_in_campaign,
        sum(case when event = 'message_sent' then 1 else 0 end) over (
            partition by person_id, thread {{ in_order }}
        ) as number_in_thread,
        lag(event) over ({{ talk }}) as event_before,
        lag(happened_at) over ({{ talk }}) as happened_before_at,
        min(case when event = 'message_sent' then happened_at end) over (
            {{ talk }} rows between 1 following and unbounded following
        ) as answered_at,
        min(case when event = 'purchase' then happened_on end) over (
            partition by person_id {{ in_order }} rows between 1 following and unbounded following
        ) as ordered_on
    from events
),

reacted as (
    select
        *,
        {%- for column, event in [('opened_on', 'message_opened'), ('clicked_on', 'message_clicked')] %}
        min(case when event = '{{ event }}' then happened_on end) over (
            partition by person_id, thread, campaign_id, number_in_campaign
        ) as {{ column }},
        {%- endfor %}
        min(case when event = 'customer_message' then happened_on end) over (
            partition by person_id, thread, number_in_thread
        ) as replied_on
    from placed
),

-- Who writes again within a week, before there was an answer, still waits for the same one.
final as (
    select
        person_id,
        event_id as interaction_id,
        event as interaction_type,
        happened_at as occurred_at,
        happened_on as interaction_date,
        channel,
        case when event = 'message_sent' then opened_on end as opened_on,
        case when event = 'message_sent' then clicked_on end as clicked_on,
        case when event = 'message_sent' then replied_on end as replied_on,
        case when event = 'message_sent' then ordered_on end as ordered_on,
        case
            when event = 'customer_message' and answered_at <= {{ hours_later('happened_at', 24 * 7) }} then answered_at
        end as answered_at
    from reacted
    where
        event = 'message_sent'
        or (
            event = 'customer_message'
            and (
                coalesce(event_before, 'nothing') <> 'customer_message'
                or happened_before_at < {{ hours_later('happened_at', -24 * 7) }}
            )
        )
)

select * from final
