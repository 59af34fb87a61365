{{ config(materialized='view') }}

with purchase_days as (
    select * from {{ ref('retensi', 'int_purchase_days') }}
),

final as (
    select
        customer_id,
        purchase_day as changed_on,
        fresh_stage as lifecycle_stage,
        case when is_first_purchase_day then 'first_purchase' else 'repeat_purchase' end as entered_by,
        0 as rank_in_day
    from purchase_days
    {% for stage in ['at_risk', 'inactive'] %}
    union all
    select
        customer_id,
        silent_{{ stage }}_from as changed_on,
        '{{ stage }}' as lifecycle_stage,
        'silence' as entered_by,
        0 as rank_in_day
    from purchase_days
    where next_purchase_day is null or next_purchase_day > silent_{{ stage }}_from
    {% endfor %}
)

select * from final
