-- The calendar and the lifecycle must call the same customers inactive, from the same day on. Whoever is disappointed
-- is to be made good first.
with reasons as (
    select
        reasons.customer_id,
        reasons.about_on
    from {{ ref('retensi', 'int_contacts_about_orders') }} as reasons
    inner join {{ ref('retensi', 'int_as_of') }} as bounds on reasons.about_on <= bounds.as_of
    where reasons.reason = 'win_back'
),

inactive as (
    select
        customer_id,
        valid_from
    from {{ ref('retensi', 'lifecycle_stage_history') }}
    where
        valid_to is null
        and lifecycle_stage = 'inactive'
        and customer_id not in (
            select risks.customer_id from {{ ref('retensi', 'int_customer_risks') }} as risks
            where risks.has_negative_feedback or risks.has_open_complaint
        )
)

select
    coalesce(reasons.customer_id, inactive.customer_id) as customer_id,
    reasons.about_on,
    inactive.valid_from
from reasons
full outer join inactive on reasons.customer_id = inactive.customer_id
where reasons.about_on is distinct from inactive.valid_from
