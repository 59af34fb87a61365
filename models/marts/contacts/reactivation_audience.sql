with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

inactive as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
    where
        valid_to is null
        and lifecycle_stage = 'inactive'
        and not {{ is_erased('customer_id') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

-- Who sent back all that he bought is not won back by an offer.
customer_orders as (
    select * from {{ ref('retensi', 'int_customer_orders_summed') }}
    where net_revenue > 0
),

scores as (
    select * from {{ ref('retensi', 'int_clv_scores') }}
    where fit = 'current'
),

favourites as (
    select * from {{ ref('retensi', 'int_customer_favourite_categories') }}
),

contacts as (
    select * from {{ ref('retensi', 'int_customer_contacts') }}
),

contacted as (
    select * from {{ ref('retensi', 'int_customers_contacted') }}
),

audience as (
    select
        inactive.customer_id,
        inactive.valid_from as inactive_since,
        {{ days_between('inactive.valid_from', 'bounds.as_of') }} + 1 as days_inactive,
        customer_orders.last_order_date,
        customer_orders.order_count,
        customer_orders.net_revenue,
        scores.predicted_clv,
        -- Money is ranked by what can be told apart, so that every engine ranks alike.
        cast(coalesce(scores.predicted_clv, 0) as decimal(38, 4)) as rounded_clv,
        favourites.favourite_category,
        contacts.preferred_channel,
        contacted.suggested_channel,
        coalesce(customers.marketing_consent, false) as marketing_consent,
        coalesce(customers.email_consent, false) as email_consent,
        coalesce(customers.phone_consent, false) as phone_consent
    from inactive
    cross join bounds
    inner join customer_orders on inactive.customer_id = customer_orders.customer_id
    inner join customers on inactive.customer_id = customers.customer_id
    left join scores on inactive.customer_id = scores.customer_id
    left join favourites on inactive.customer_id = favourites.customer_id
    left join contacts on inactive.customer_id = contacts.customer_id
    left join contacted on inactive.customer_id = contacted.customer_id
),

values_predicted as (
    select
        rounded_clv,
        count(*) as customers
    from audience
    group by rounded_clv
),

values_ranked as (
    {{ retensi.sums_before('values_predicted', 'rounded_clv', {'number_better': 'customers'}, 'desc') }}
),

final as (
    select
        audience.customer_id,
        cast(
            values_ranked.number_better + row_number() over (
                partition by audience.rounded_clv
                order by audience.net_revenue desc, audience.last_order_date desc, audience.customer_id asc
            ) as bigint
        ) as reactivation_rank,
        audience.predicted_clv,
        audience.net_revenue,
        audience.order_count,
        audience.last_order_date,
        audience.inactive_since,
        cast(audience.days_inactive as bigint) as days_inactive,
        audience.favourite_category,
        audience.preferred_channel,
        audience.suggested_channel,
        audience.marketing_consent,
        audience.email_consent,
        audience.phone_consent
    from audience
    inner join values_ranked on audience.rounded_clv = values_ranked.rounded_clv
)

select * from final
