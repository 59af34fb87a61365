{%- set soon_after = "current row and " ~ var('contact_days_ahead') ~ " following" -%}
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

-- Less than a whole point is not worth a message.
points_ending as (
    select
        points_expiring.customer_id,
        'points_expiring' as reason,
        points_expiring.expires_on as ends_on,
        {{ add_days('points_expiring.expires_on', -1 * var('points_valid_days') | int) }} as arose_on,
        points_expiring.points as quantity
    from {{ ref('retensi', 'int_points_expiring') }} as points_expiring
    where points_expiring.points >= 1
),

-- Cancelling pays for nothing, whatever value came with it.
subscription_moves as (
    select
        *,
        interaction_type <> 'subscription_cancelled' as is_payment,
        case when interaction_type <> 'subscription_cancelled' then cast(floor(value) as integer) end as paid_days
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('subscription_started', 'subscription_renewed', 'subscription_cancelled')
),

moves_in_order as (
    select
        *,
        row_number() over in_order as move_number,
        sum(paid_days) over in_order as days_so_far
    from subscription_moves
    window
        in_order as (partition by customer_id, reference_id order by occurred_at, interaction_id)
),

-- What is renewed early is added to the end of what runs; after a pause it counts from its own day. What was cancelled
-- last is over; a last start or renewal that does not say for how long leaves the end unknown.
subscriptions as (
    select
        customer_id,
        reference_id,
        max({{ add_days('interaction_date', 'paid_days - days_so_far') }}) as counted_from,
        sum(paid_days) as paid_days,
        max(case when is_payment then interaction_date end) as paid_on
    from moves_in_order
    group by
        customer_id,
        reference_id
    having max(case when paid_days is not null then move_number end) = max(move_number)
),

subscriptions_ending as (
    select
        customer_id,
        'subscription_ending' as reason,
        {{ add_days('counted_from', 'paid_days') }} as ends_on,
        max(paid_on) as arose_on,
        count(*) as quantity
    from subscriptions
    group by
        customer_id,
        {{ add_days('counted_from', 'paid_days') }}
),

ending as (
    select
        balances.*,
        {{ days_between('bounds.as_of', 'balances.ends_on') }} as days_left
    from (
        select * from points_ending
        union all
        select * from subscriptions_ending
    ) as balances
    inner join bounds on balances.ends_on > bounds.as_of
),

-- With what runs out soon after, so that somebody who is written to late hears of all of it at once.
ending_soon as (
    select
        customer_id,
        reason,
        ends_on,
        arose_on,
        cast(floor(quantity) as bigint) as quantity,
        cast(floor((sum(quantity) over soon_after) - quantity) as bigint) as more,
        max(ends_on) over soon_after as more_by
    from ending
    window
        soon_after as (
            partition by customer_id, reason
            order by days_left
            range between {{ soon_after }}
        )
),

-- What is over is no reason any more: it can be saved up to its last day.
final as (
    select
        customer_id,
        reason,
        ends_on as about_on,
        arose_on,
        {{ add_days('ends_on', 1) }} as over_on,
        concat(
            case when quantity = 1 then 'one' else 'several' end,
            case when more > 0 then '_and_more' else '' end
        ) as wording,
        quantity as number,
        more as other_number,
        more_by as other_on,
        cast(null as {{ dbt.type_string() }}) as word
    from ending_soon
)

select * from final
