with rates as (
    select * from {{ ref('retensi', 'int_funnel_rates') }}
    where breakdown = 'entry_channel'
),

final as (
    select
        funnel,
        entry_month,
        breakdown_value as entry_channel,
        step_number,
        step,
        is_measured,
        people,
        people_in_previous_step,
        people_in_first_step,
        rate_from_previous,
        rate_from_first,
        median_hours_from_previous,
        is_complete
    from rates
)

select * from final
