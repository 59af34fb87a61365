with months as (
    select * from {{ ref('retensi', 'int_reporting_months') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

responses as (
    select * from {{ ref('retensi', 'int_feedback_scored') }}
    where interaction_type in ('nps_response', 'csat_response')
),

complaints as (
    select * from {{ ref('retensi', 'int_complaints_stated') }}
),

-- A lead stays one until the first purchase, which also makes the feedback good.
feedback_of_leads as (
    select * from {{ ref('retensi', 'int_feedback_outstanding') }}
    where last_purchase_day is null
),

unhappy_leads as (
    select distinct
        months.month,
        feedback_of_leads.customer_id
    from feedback_of_leads
    inner join months
        on
            feedback_of_leads.outstanding_from <= months.month_end
            and (
                feedback_of_leads.outstanding_until is null
                or feedback_of_leads.outstanding_until > months.month_end
            )
),

feedback as (
    select
        {{ month_of('interaction_date') }} as month,
        customer_id,
        interaction_type as kind,
        verdict as outcome,
        cast(null as {{ double_type() }}) as first_response_hours,
        cast(null as {{ double_type() }}) as resolution_hours
    from responses
    union all
    select
        {{ month_of('opened_on') }} as month,
        customer_id,
        'complaint' as kind,
        case when state = 'resolved' then 'resolved' else 'open' end as outcome,
        first_response_hours,
        resolution_hours
    from complaints
    union all
    select
        month,
        customer_id,
        'unhappy_lead' as kind,
        cast(null as {{ dbt.type_string() }}) as outcome,
        cast(null as {{ double_type() }}) as first_response_hours,
        cast(null as {{ double_type() }}) as resolution_hours
    from unhappy_leads
),

feedback_with_channel as (
    select
        feedback.*,
        coalesce(customers.acquisition_channel, 'anonymous') as acquisition_channel
    from feedback
    left join customers
        on feedback.customer_id = customers.customer_id
),

-- A median does not add up over channels, so the total is worked out from the feedback itself.
final as (
    select
        month,
        case when grouping(acquisition_channel) = 1 then 'total' else 'acquisition_channel' end as breakdown,
        case when grouping(acquisition_channel) = 1 then 'all' else acquisition_channel end as acquisition_channel,
        {%- for column, kind, outcome in [
            ('nps_responses', 'nps_response', none),
            ('nps_promoters', 'nps_response', 'positive'),
            ('nps_detractors', 'nps_response', 'negative'),
            ('csat_responses', 'csat_response', none),
            ('csat_satisfied', 'csat_response', 'positive'),
            ('leads_with_negative_feedback', 'unhappy_lead', none),
            ('complaints_opened', 'complaint', none),
            ('complaints_resolved', 'complaint', 'resolved'),
        ] %}
        cast(count(*) filter (
            where kind = '{{ kind }}' {%- if outcome %} and outcome = '{{ outcome }}' {%- endif %}
        ) as bigint) as {{ column }},
        {%- endfor %}
        cast(count(first_response_hours) as bigint) as complaints_answered,
        {{ median('first_response_hours') }} as median_first_response_hours,
        {{ median('resolution_hours') }} as median_resolution_hours
    from feedback_with_channel
    group by
        month,
        rollup(acquisition_channel)
)

select * from final
