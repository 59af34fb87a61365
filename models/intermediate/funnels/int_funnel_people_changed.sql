-- depends_on: {{ ref('retensi', 'int_funnel_steps') }}

with funnels_changed as (
    {{ pending_keys(['funnel']) }}
),

customers_changed as (
    select * from {{ ref('retensi', 'int_customers_changed') }}
),

events as (
    select * from {{ ref('retensi', 'int_funnel_events') }}
),

-- Where other steps are measured than before, everybody walks anew; nothing but funnels is read for that.
final as (
    select changed_key
    from customers_changed
    union
    select person_id as changed_key
    from events
    where (select count(*) from funnels_changed) > 0
)

select * from final
