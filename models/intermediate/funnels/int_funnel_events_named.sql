-- No funnel is built from a seed with problems: the model that lists them stops the build.
-- depends_on: {{ ref('retensi', 'int_funnel_problems') }}
with lines as (
    {{ funnel_lines() }}
),

interactions as (
    select * from {{ ref('retensi', 'int_interactions_identified') }}
),

types_seen as (
    select distinct interaction_type as type_seen
    from interactions
),

-- One row, also where nothing came in.
purchases as (
    select count(*) as purchases_seen
    from {{ ref('retensi', 'int_orders_identified') }}
    where treatment = 'purchase'
),

accounts as (
    select count(*) as registrations_seen
    from {{ ref('retensi', 'int_customers_known') }}
    where registered_at is not null
),

final as (
    {{ events_of_funnels() }}
)

select * from final
