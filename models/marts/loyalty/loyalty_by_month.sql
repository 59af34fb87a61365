{%- set sums = ['compared_net_revenue_before', 'compared_net_revenue_after'] -%}
{%- set expectations = [
    'expected_returned_customers', 'expected_net_revenue_before', 'expected_net_revenue_after'
] -%}
with months as (
    select * from {{ ref('retensi', 'int_loyalty_months') }}
),

presence as (
    select coalesce(bool_or(is_present) filter (where input = 'interactions'), false) as has_interactions
    from {{ ref('retensi', 'input_presence') }}
),

landmarks as (
    select
        reporting_months.month,
        {{ add_days('reporting_months.month_end', comparison_days()) }} <= bounds.as_of as is_over
    from {{ ref('retensi', 'int_reporting_months') }} as reporting_months
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
),

-- What the others did counts as often as somebody of their stage and spend band joined.
comparisons as (
    select
        month,
        sum(joined_customers) as compared_customers,
        sum(joined_returned_customers) as returned_customers,
        sum(comparison_customers) as comparison_customers,
        sum(expected_returned_customers) as expected_returned_customers,
        sum(joined_net_revenue_before) as compared_net_revenue_before,
        sum(joined_customers * comparison_revenue_per_customer_before) as expected_net_revenue_before,
        sum(joined_net_revenue_after) as compared_net_revenue_after,
        sum(joined_customers * comparison_revenue_per_customer_after) as expected_net_revenue_after
    from {{ ref('retensi', 'loyalty_comparison_by_month') }}
    where comparison_customers > 0
    group by month
),

-- Without interactions nobody can be known as a member, which is not the same as nobody being one.
measured as (
    select
        months.month,
        months.buyers,
        months.purchases,
        months.net_revenue,
        {%- for column in [
            'members', 'joined_members', 'member_buyers', 'member_purchases', 'member_net_revenue', 'points_earned',
            'points_redeemed', 'points_expired', 'points_balance'
        ] %}
        case when presence.has_interactions then months.{{ column }} end as {{ column }},
        {%- endfor %}
        {%- for column in ['compared_customers', 'returned_customers', 'comparison_customers'] + sums + expectations %}
        case when presence.has_interactions and landmarks.is_over then coalesce(comparisons.{{ column }}, 0) end
            as {{ column }},
        {%- endfor %}
        landmarks.is_over as comparison_is_complete,
        months.is_complete
    from months
    cross join presence
    inner join landmarks on months.month = landmarks.month
    left join comparisons on months.month = comparisons.month
),

final as (
    select
        month,
        members,
        joined_members,
        buyers,
        member_buyers,
        purchases,
        member_purchases,
        {{ safe_divide('member_purchases', 'purchases') }} as member_purchase_share,
        net_revenue,
        member_net_revenue,
        {{ safe_divide('member_net_revenue', 'net_revenue') }} as member_revenue_share,
        points_earned,
        points_redeemed,
        points_expired,
        points_balance,
        {{ safe_divide('points_redeemed', 'points_earned') }} as redemption_rate,
        cast(compared_customers as bigint) as compared_customers,
        cast(returned_customers as bigint) as returned_customers,
        {{ safe_divide('returned_customers', 'compared_customers') }} as return_rate,
        cast(comparison_customers as bigint) as comparison_customers,
        {{ safe_divide('expected_returned_customers', 'compared_customers') }} as comparison_return_rate,
        {%- for column in expectations %}
        cast({{ column }} as {{ double_type() }}) as {{ column }},
        {%- endfor %}
        {%- for column in sums %}
        cast({{ column }} as decimal(38, 4)) as {{ column }},
        {%- endfor %}
        comparison_is_complete,
        is_complete
    from measured
)

select * from final
