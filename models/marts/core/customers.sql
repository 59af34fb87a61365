-- What is known of a customer, from many tables: longer than other models, as each is joined once.
with current_stages as (
    select * from {{ ref('retensi', 'int_lifecycle_spans') }}
    where valid_to is null
),

scores as (
    select * from {{ ref('retensi', 'int_clv_scores') }}
    where fit = 'current'
),

-- The model that the backtest has found the better one says how likely; only the regression has reasons.
risks_to_come as (
    select
        scores.customer_id,
        case backtest.risk_model
            when 'regression' then scores.by_regression
            when 'bg_nbd' then scores.by_bg_nbd
            else scores.by_stage
        end as churn_risk,
        {%- for told in ['reasons', 'reason_names', 'reason_names_id'] %}
        case when backtest.risk_model = 'regression' then scores.{{ told }} end as churn_{{ told }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('retensi', 'int_churn_scores') }} as scores
    inner join {{ ref('retensi', 'churn_risk_backtest') }} as backtest
        on
            scores.fit = 'current'
            and backtest.is_shown
            and backtest.decile = 0
),

final as (
    select
        customers_known.customer_id,
        customers_known.known_since,
        customers_known.registered_at,
        customers_known.acquisition_channel,
        customers_known.city,
        customers_known.country,
        customer_orders.first_order_at,
        customer_orders.last_order_at,
        coalesce(customer_orders.order_count, 0) as order_count,
        cast(coalesce(customer_orders.net_revenue, 0) as decimal(38, 4)) as net_revenue,
        cast(coalesce(customer_orders.margin, 0) as decimal(38, 4)) as margin,
        {{ safe_divide('customer_orders.net_revenue_of_purchases', 'customer_orders.order_count') }}
            as average_order_value,
        cast(coalesce(customer_orders.gross_amount, 0) as decimal(38, 4)) as gross_amount,
        cast(coalesce(customer_orders.discount_amount, 0) as decimal(38, 4)) as discount_amount,
        {{ safe_divide('customer_orders.discount_amount', 'customer_orders.gross_amount') }} as discount_share,
        current_stages.lifecycle_stage,
        current_stages.valid_from as stage_since,
        cast({{ days_between('customer_orders.last_order_date', 'bounds.as_of') }} as bigint) as days_since_last_order,
        customer_orders.typical_days_between_orders,
        {{ add_days('customer_orders.last_order_date', 'ceil(customer_orders.typical_days_between_orders)') }}
            as next_order_expected_on,
        risks.risk_reasons,
        rfm.rfm_recency,
        rfm.rfm_frequency,
        rfm.rfm_monetary,
        rfm.rfm_segment,
        scores.probability_alive,
        scores.expected_orders,
        scores.predicted_clv,
        risks_to_come.churn_risk,
        risks_to_come.churn_reasons,
        risks_to_come.churn_reason_names,
        risks_to_come.churn_reason_names_id,
        coalesce(customer_orders.is_top_decile, false) as is_top_decile,
        contacts.last_nps,
        coalesce(loyalty.is_member, false) as is_loyalty_member,
        loyalty.tier as loyalty_tier,
        coalesce(advocacy.community_posts, 0) as community_posts,
        contacts.last_interaction_at,
        contacts.preferred_channel
    from {{ ref('retensi', 'int_customers_known') }} as customers_known
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    left join {{ ref('retensi', 'int_customer_orders_summed') }} as customer_orders
        on customers_known.customer_id = customer_orders.customer_id
    left join current_stages
        on customers_known.customer_id = current_stages.customer_id
    left join {{ ref('retensi', 'int_customer_contacts') }} as contacts
        on customers_known.customer_id = contacts.customer_id
    left join {{ ref('retensi', 'int_customer_risks') }} as risks
        on customers_known.customer_id = risks.customer_id
    left join scores
        on customers_known.customer_id = scores.customer_id
    left join risks_to_come
        on customers_known.customer_id = risks_to_come.customer_id
    left join {{ ref('retensi', 'int_rfm_scores') }} as rfm
        on customers_known.customer_id = rfm.customer_id
    left join {{ ref('retensi', 'int_advocacy') }} as advocacy
        on customers_known.customer_id = advocacy.customer_id
    left join {{ ref('retensi', 'int_loyalty_members') }} as loyalty
        on customers_known.customer_id = loyalty.customer_id
)

select * from final
