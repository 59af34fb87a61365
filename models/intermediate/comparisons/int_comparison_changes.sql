with bounds as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select * from {{ ref('retensi', 'int_customers_known') }}
),

changes_by_purchases as (
    select * from {{ ref('retensi', 'int_lifecycle_changes_by_purchases') }}
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
    from customers
    union all
    select
        customer_id,
        changed_on,
        lifecycle_stage as stage,
        1 as rank_in_day
    from changes_by_purchases
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
            {%- for spend_band, times in [('quarter', 4), ('half', 2), ('average', 1)] %}
            when
                cast(revenue_spans.net_revenue_to_date as decimal(19, 4))
                * cast({{ times }} * shop.buyers as decimal(12, 0))
                <= shop.net_revenue
                then '{{ spend_band }}'
            {%- endfor %}
            when
                cast(revenue_spans.net_revenue_to_date as decimal(19, 4)) * cast(shop.buyers as decimal(12, 0))
                <= shop.net_revenue + shop.net_revenue
                then 'double'
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

final as (
    select
        customer_id,
        month,
        max(stage) as stage,
        max(spend_band) as spend_band
    from changes
    group by
        customer_id,
        month
)

select * from final
