with final as (
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        detail
    from {{ ref('retensi', 'int_contacts_about_accounts') }}
    union all
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        detail
    from {{ ref('retensi', 'int_contacts_about_orders') }}
    union all
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        detail
    from {{ ref('retensi', 'int_contacts_about_complaints') }}
    union all
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        detail
    from {{ ref('retensi', 'int_contacts_about_balances') }}
    union all
    select
        customer_id,
        reason,
        about_on,
        arose_on,
        detail
    from {{ ref('retensi', 'int_contacts_about_feedback') }}
)

select * from final
