{%- set soon_after = "current row and " ~ var('contact_days_ahead') ~ " following" -%}
-- Less than a whole point is not worth a message.
with points_ending as (
    select
        points_expiring.customer_id,
        'points_expiring' as reason,
        points_expiring.expires_on as ends_on,
        {{ add_days('points_expiring.expires_on', -1 * var('points_valid_days') | int) }} as arose_on,
        points_expiring.points as quantity
    from {{ ref('retensi', 'int_points_expiring') }} as points_expiring
    where points_expiring.points >= 1
),

subscriptions_ending as (
    select
        customer_id,
        'subscription_ending' as reason,
        paid_until as ends_on,
        max(last_paid_on) as arose_on,
        count(*) as quantity
    from {{ ref('retensi', 'int_subscription_spans') }}
    where paid_until is not null
    group by
        customer_id,
        paid_until
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
    inner join {{ ref('retensi', 'int_as_of') }} as bounds on balances.ends_on > bounds.as_of
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
