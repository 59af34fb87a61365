with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

points as (
    select * from {{ ref('retensi', 'int_points_expiring') }}
),

subscriptions as (
    select * from {{ ref('retensi', 'int_subscriptions_traced') }}
),

-- Less than a whole point is not worth a message.
points_in_order as (
    select
        points.*,
        row_number() over (partition by points.customer_id order by points.expires_on asc) as next_first
    from points
    cross join bounds
    where
        points.points >= 1
        and points.expires_on > bounds.as_of
),

subscriptions_in_order as (
    select
        subscriptions.*,
        row_number() over (partition by subscriptions.customer_id order by subscriptions.ends_on asc) as next_first
    from subscriptions
    cross join bounds
    where
        not subscriptions.is_cancelled
        and subscriptions.ends_on > bounds.as_of
),

final as (
    select
        customer_id,
        'points_expiring' as reason,
        expires_on as about_on,
        concat(
            cast(cast(floor(points) as bigint) as {{ dbt.type_string() }}),
            case when floor(points) = 1 then ' point expires' else ' points expire' end,
            ' at the end of ', {{ day_in_words('expires_on') }}, '.'
        ) as detail
    from points_in_order
    where next_first = 1
    union all
    select
        customer_id,
        'subscription_ending' as reason,
        ends_on as about_on,
        concat('The subscription ends on ', {{ day_in_words('ends_on') }}, ' and has not been renewed.') as detail
    from subscriptions_in_order
    where next_first = 1
)

select * from final
