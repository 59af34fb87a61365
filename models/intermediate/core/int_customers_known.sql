{{ config(**incremental_by_key(
    key='customer_id', changed_in='int_customers_changed', tracks={'known': 'customer_id'}
)) }}

with customers as (
    select * from {{ ref('retensi', 'int_customer_attributes') }}
    where {{ is_changed('customer_id', 'int_customers_changed') }}
),

first_contacts as (
    select
        customer_id,
        min(seen_on) as first_seen
    from (
        select
            customer_id,
            order_date as seen_on
        from {{ ref('retensi', 'int_orders_identified') }}
        where {{ is_changed('customer_id', 'int_customers_changed') }}
        union all
        select
            customer_id,
            interaction_date as seen_on
        from {{ ref('retensi', 'int_interactions_identified') }}
        where {{ is_changed('customer_id', 'int_customers_changed') }}
    ) as contacts
    where customer_id is not null
    group by customer_id
),

purchases as (
    select
        customer_id,
        channel,
        row_number() over (partition by customer_id order by ordered_at, order_id) as order_number
    from {{ ref('retensi', 'int_orders_identified') }}
    where
        treatment = 'purchase'
        and customer_id is not null
        and {{ is_changed('customer_id', 'int_customers_changed') }}
),

final as (
    select
        coalesce(customers.customer_id, first_contacts.customer_id) as customer_id,
        coalesce(
            least(
                coalesce(customers.registration_date, first_contacts.first_seen),
                coalesce(first_contacts.first_seen, customers.registration_date)
            ),
            customers.undated_since
        ) as known_since,
        case
            when first_contacts.first_seen < customers.registration_date then 'first_contact'
            when customers.registration_date is null and first_contacts.first_seen is not null then 'first_contact'
            else 'registration'
        end as known_by,
        customers.registered_at,
        coalesce(customers.acquisition_channel, purchases.channel, 'unknown') as acquisition_channel,
        customers.birth_date,
        customers.city,
        customers.country,
        customers.marketing_consent,
        customers.email_consent,
        customers.phone_consent
    from customers
    full outer join first_contacts on customers.customer_id = first_contacts.customer_id
    left join purchases
        on
            coalesce(customers.customer_id, first_contacts.customer_id) = purchases.customer_id
            and purchases.order_number = 1
    where coalesce(first_contacts.first_seen, customers.registration_date, customers.undated_since) is not null
)

select * from final
