with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

-- A lead stays one until the first purchase, which also makes the feedback good.
feedback_of_leads as (
    select * from {{ ref('retensi', 'int_feedback_outstanding') }}
    where last_purchase_day is null
),

final as (
    select
        months.month,
        customers.acquisition_channel,
        cast(count(distinct feedback_of_leads.customer_id) as bigint) as leads_with_negative_feedback
    from feedback_of_leads
    inner join months
        on
            feedback_of_leads.outstanding_from <= months.month_end
            and (
                feedback_of_leads.outstanding_until is null
                or feedback_of_leads.outstanding_until > months.month_end
            )
    inner join customers on feedback_of_leads.customer_id = customers.customer_id
    group by
        months.month,
        customers.acquisition_channel
)

select * from final
