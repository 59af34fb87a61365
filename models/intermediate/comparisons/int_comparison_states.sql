with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

changes as (
    select * from {{ ref('retensi', 'int_comparison_changes') }}
),

-- The number of changes so far names the stretch in which the last one holds.
numbered as (
    select
        *,
        count(stage) over up_to_here as stage_number,
        count(spend_band) over up_to_here as spend_band_number
    from changes
    window
        up_to_here as (
            partition by customer_id
            order by month
            rows between unbounded preceding and current row
        )
),

carried as (
    select
        customer_id,
        month,
        max(stage) over (partition by customer_id, stage_number) as stage,
        coalesce(max(spend_band) over (partition by customer_id, spend_band_number), 'none') as spend_band
    from numbered
),

compared as (
    select
        *,
        lag(stage) over (partition by customer_id order by month) as previous_stage,
        lag(spend_band) over (partition by customer_id order by month) as previous_spend_band
    from carried
),

starts as (
    select
        *,
        lead(month) over (partition by customer_id order by month) as next_month
    from compared
    where
        previous_stage is null
        or previous_stage <> stage
        or previous_spend_band <> spend_band
),

final as (
    select
        starts.customer_id,
        starts.stage,
        starts.spend_band,
        starts.month as first_month,
        coalesce({{ add_months('starts.next_month', -1) }}, {{ month_of('bounds.as_of') }}) as last_month
    from starts
    cross join bounds
)

select * from final
