{%- set flows = ['started', 'reactivated', 'cancelled', 'lapsed', 'paid'] -%}
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

spans as (
    select * from {{ ref('retensi', 'int_subscription_spans') }}
),

presence as (
    select coalesce(bool_or(is_present) filter (where input = 'interactions'), false) as has_interactions
    from {{ ref('retensi', 'input_presence') }}
),

-- Churned is what ended and was there when the month began.
changes as (
    select
        valid_from as happened_on,
        case when span_number = 1 then 'started' else 'reactivated' end as flow,
        false as is_churn
    from spans
    union all
    select
        ended_on as happened_on,
        subscription_state as flow,
        valid_from < {{ month_of('ended_on') }} as is_churn
    from spans
    where ended_on is not null
    union all
    select
        interaction_date as happened_on,
        'paid' as flow,
        false as is_churn
    from {{ ref('retensi', 'int_interactions_identified') }}
    where
        customer_id is not null
        and interaction_type in ('subscription_started', 'subscription_renewed')
),

-- What there was before the first month is carried into it.
by_month as (
    select
        greatest({{ month_of('changes.happened_on') }}, bounds.spine_start) as month,
        {%- for flow in flows %}
        sum(case when changes.flow = '{{ flow }}' and changes.happened_on >= bounds.spine_start then 1 else 0 end)
            as {{ flow }},
        {%- endfor %}
        sum(case when changes.is_churn and changes.happened_on >= bounds.spine_start then 1 else 0 end) as churned,
        sum(
            case
                when changes.flow in ('started', 'reactivated') then 1
                when changes.flow in ('cancelled', 'lapsed') then -1
                else 0
            end
        ) as gained
    from changes
    cross join bounds
    group by greatest({{ month_of('changes.happened_on') }}, bounds.spine_start)
),

counted as (
    select
        months.month,
        {%- for flow in flows + ['churned'] %}
        coalesce(by_month.{{ flow }}, 0) as {{ flow }},
        {%- endfor %}
        sum(coalesce(by_month.gained, 0)) over (order by months.month) as closing,
        months.is_complete,
        presence.has_interactions
    from {{ ref('retensi', 'int_reporting_months') }} as months
    cross join presence
    left join by_month on months.month = by_month.month
),

known as (
    select
        month,
        {%- for name, figure in {
            'opening_subscriptions': 'closing - started - reactivated + cancelled + lapsed',
            'started_subscriptions': 'started',
            'reactivated_subscriptions': 'reactivated',
            'cancelled_subscriptions': 'cancelled',
            'lapsed_subscriptions': 'lapsed',
            'closing_subscriptions': 'closing',
            'subscription_renewals': 'paid - started - reactivated',
            'churned_subscriptions': 'churned',
        }.items() %}
        cast(case when has_interactions then {{ figure }} end as bigint) as {{ name }},
        {%- endfor %}
        is_complete
    from counted
),

final as (
    select
        *,
        {{ safe_divide('churned_subscriptions', 'opening_subscriptions') }} as subscription_churn_rate
    from known
)

select {{ contracted_columns() }} from final
