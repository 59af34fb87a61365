-- One step after the other: the stages and spend bands that are set, and the runs of months in which both stay.
with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

revenue_spans as (
    select * from {{ ref('retensi', 'int_customer_revenue_spans') }}
),

-- A purchase on the day a customer became known comes second.
stage_changes as (
    select
        customer_id,
        known_since as changed_on,
        'lead' as stage,
        0 as rank_in_day
    from {{ ref('retensi', 'int_customers_known') }}
    union all
    select
        customer_id,
        changed_on,
        lifecycle_stage as stage,
        1 as rank_in_day
    from {{ ref('retensi', 'int_lifecycle_changes_by_purchases') }}
),

stages as (
    select
        stage_changes.customer_id,
        {{ month_of('stage_changes.changed_on') }} as month,
        stage_changes.stage,
        row_number() over (
            partition by stage_changes.customer_id, {{ month_of('stage_changes.changed_on') }}
            order by stage_changes.changed_on desc, stage_changes.rank_in_day desc
        ) as latest_first
    from stage_changes
    cross join bounds
    where stage_changes.changed_on <= bounds.as_of
),

shop as (
    select
        count(*) as buyers,
        cast(coalesce(sum(net_revenue_to_date), 0) as decimal(38, 4)) as net_revenue
    from revenue_spans
    where valid_to is null
),

-- Multiplied out instead of divided by the number of buyers, so that no engine rounds.
spend_bands as (
    select
        revenue_spans.customer_id,
        revenue_spans.valid_from as month,
        case
            when revenue_spans.net_revenue_to_date <= 0 then 'none'
            {%- for spend_band, times, limit in [
                ('quarter', 4, 'shop.net_revenue'),
                ('half', 2, 'shop.net_revenue'),
                ('average', 1, 'shop.net_revenue'),
                ('double', 1, 'shop.net_revenue + shop.net_revenue')
            ] %}
            when
                cast(revenue_spans.net_revenue_to_date as decimal(19, 4))
                * cast({{ times }} * shop.buyers as decimal(12, 0))
                <= {{ limit }}
                then '{{ spend_band }}'
            {%- endfor %}
            else 'above'
        end as spend_band
    from revenue_spans
    cross join shop
),

changes as (
    select
        customer_id,
        month,
        stage,
        cast(null as {{ dbt.type_string() }}) as spend_band
    from stages
    where latest_first = 1
    union all
    select
        customer_id,
        month,
        cast(null as {{ dbt.type_string() }}) as stage,
        spend_band
    from spend_bands
),

-- The number of changes up to the end of the month names the stretch in which the last one holds.
numbered as (
    select
        *,
        count(stage) over (partition by customer_id order by month) as stage_number,
        count(spend_band) over (partition by customer_id order by month) as spend_band_number
    from changes
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
