with customers as (
    select * from {{ ref('retensi', 'customers') }}
),

-- Nobody says who was referred, so a converted referral is taken for a customer like any other.
usual_customer as (
    select {{ safe_divide('sum(net_revenue)', 'count(*)') }} as net_revenue_per_customer
    from customers
    where order_count > 0
),

final as (
    select
        advocacy.customer_id,
        advocacy.referrals_made,
        advocacy.referrals_converted,
        advocacy.reviews,
        {{ safe_divide('advocacy.rating_sum', 'advocacy.reviews') }} as average_rating,
        advocacy.community_posts,
        customers.last_nps,
        customers.lifecycle_stage,
        customers.order_count,
        customers.is_top_decile,
        customers.net_revenue,
        customers.predicted_clv,
        coalesce(advocacy.referrals_converted * usual_customer.net_revenue_per_customer, 0) as value_referred_estimate,
        coalesce(customers.last_nps >= 9, false)
        and (customers.order_count >= {{ var('advisory_min_purchases') }} or customers.is_top_decile)
        and customers.lifecycle_stage in ('new', 'repeat', 'at_risk')
        and advocacy.referrals_made + advocacy.referrals_converted + advocacy.reviews + advocacy.community_posts > 0
        and not {{ is_erased('advocacy.customer_id') }}
            as is_advisory_candidate
    from {{ ref('retensi', 'int_advocacy') }} as advocacy
    cross join usual_customer
    inner join customers on advocacy.customer_id = customers.customer_id
)

select * from final
