{%- set window = var('churn_risk_days') | int -%}
-- What a fit learns from, what it is tested on and what it scores: the same facts, as of three days, so the same SQL.
-- Longer than other models, as each covariate is a line or two.
with days as (
    {% for scored_by, teaches, windows in [('current', none, 0), ('holdout', 'current', 1), (none, 'holdout', 2)] %}
    select
        {{ add_days('as_of', -windows * window) }} as seen_on,
        cast({{ "'" ~ scored_by ~ "'" if scored_by else 'null' }} as {{ dbt.type_string() }}) as scored_by,
        cast({{ "'" ~ teaches ~ "'" if teaches else 'null' }} as {{ dbt.type_string() }}) as teaches
    from {{ ref('retensi', 'int_as_of') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- The last purchase day of each buyer, as seen on the day.
buyers as (
    select
        days.*,
        purchase_days.customer_id,
        purchase_days.fresh_stage,
        purchase_days.silent_at_risk_from,
        purchase_days.silent_inactive_from,
        purchase_days.purchase_days_to_date - 1 as frequency,
        purchase_days.gross_to_date,
        purchase_days.sold_to_date,
        {{ days_between('purchase_days.first_purchase_day', 'purchase_days.purchase_day') }} as recency_days,
        {{ days_between('purchase_days.first_purchase_day', 'days.seen_on') }} as age_days,
        {{ days_between('purchase_days.purchase_day', 'days.seen_on') }} as days_silent,
        customers.acquisition_channel,
        case
            when days.scored_by = 'current' then null
            when purchase_days.next_purchase_day <= {{ add_days('days.seen_on', window) }} then 0
            else 1
        end as is_lost
    from {{ ref('retensi', 'int_purchase_days') }} as purchase_days
    inner join days
        on
            purchase_days.purchase_day <= days.seen_on
            and coalesce(purchase_days.next_purchase_day, cast('9999-12-31' as date)) > days.seen_on
    inner join {{ ref('retensi', 'int_customers_known') }} as customers
        on purchase_days.customer_id = customers.customer_id
),

-- How many buyers of a channel had bought on a second day, the inactive included: it says how faithful they are.
channels as (
    select
        seen_on,
        acquisition_channel,
        {{ safe_divide('sum(case when frequency > 0 then 1 else 0 end)', 'count(*)') }} as returned_share
    from buyers
    group by
        seen_on,
        acquisition_channel
),

scores as (
    select
        days.seen_on,
        feedback.customer_id,
        case feedback.verdict when 'positive' then 1 when 'negative' then -1 else 0 end as feedback,
        row_number() over (
            partition by days.seen_on, feedback.customer_id
            order by feedback.occurred_at desc, feedback.interaction_id desc
        ) as newest_first
    from {{ ref('retensi', 'int_feedback_scored') }} as feedback
    inner join days on feedback.interaction_date <= days.seen_on
    where feedback.customer_id is not null
),

complaints as (
    select
        days.seen_on,
        complaint_rows.customer_id,
        count(*) as complaints
    from {{ ref('retensi', 'int_complaint_rows') }} as complaint_rows
    inner join days
        on
            complaint_rows.interaction_date <= days.seen_on
            and complaint_rows.interaction_date > {{ add_days('days.seen_on', -365) }}
    where
        complaint_rows.row_in_complaint = 1
        and complaint_rows.customer_id is not null
    group by
        days.seen_on,
        complaint_rows.customer_id
),

outstanding as (
    select distinct
        days.seen_on,
        feedback.customer_id
    from {{ ref('retensi', 'int_feedback_outstanding') }} as feedback
    inner join days
        on
            feedback.outstanding_from <= days.seen_on
            and coalesce(feedback.outstanding_until, cast('9999-12-31' as date)) > days.seen_on
),

{%- set float = double_type() %}

final as (
    select
        buyers.seen_on,
        buyers.scored_by,
        buyers.teaches,
        buyers.customer_id,
        case
            when outstanding.customer_id is not null or buyers.silent_at_risk_from <= buyers.seen_on then 'at_risk'
            else buyers.fresh_stage
        end as lifecycle_stage,
        cast(buyers.is_lost as bigint) as is_lost,
        cast(buyers.frequency as bigint) as frequency,
        cast(buyers.recency_days as bigint) as recency_days,
        cast(buyers.age_days as bigint) as age_days,
        ln(1 + cast(buyers.days_silent as {{ float }})) as silence,
        case
            when buyers.frequency > 0
                then
                    buyers.frequency * ln(
                        cast(7 + buyers.age_days as {{ float }}) / cast(7 + buyers.recency_days as {{ float }})
                    )
        end as rhythm,
        ln(1 + cast(buyers.frequency as {{ float }})) as purchases,
        ln(1 + cast(buyers.age_days as {{ float }})) as age,
        ln(1 + cast(buyers.sold_to_date as {{ float }}) / cast(buyers.frequency + 1 as {{ float }})) as spend,
        1 - {{ safe_divide('buyers.sold_to_date', 'buyers.gross_to_date') }} as discount,
        cast(scores.feedback as {{ float }}) as feedback,
        ln(1 + cast(coalesce(complaints.complaints, 0) as {{ float }})) as complaints,
        channels.returned_share as channel
    from buyers
    inner join channels
        on
            buyers.seen_on = channels.seen_on
            and buyers.acquisition_channel = channels.acquisition_channel
    left join scores
        on
            buyers.customer_id = scores.customer_id
            and buyers.seen_on = scores.seen_on
            and scores.newest_first = 1
    left join complaints
        on
            buyers.customer_id = complaints.customer_id
            and buyers.seen_on = complaints.seen_on
    left join outstanding
        on
            buyers.customer_id = outstanding.customer_id
            and buyers.seen_on = outstanding.seen_on
    where buyers.silent_inactive_from > buyers.seen_on
)

select * from final
