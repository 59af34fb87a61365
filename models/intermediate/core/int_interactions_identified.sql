{{
    config(**incremental_by_key(
        key='interaction_id',
        changed_in='int_interactions_changed',
        tracks={'person': 'person_id'},
    ))
}}

with as_of_day as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

interactions as (
    select * from {{ ref('retensi', 'stg_interactions') }}
    where {{ is_changed('interaction_id', 'int_interactions_changed') }}
),

merged as (
    select * from {{ ref('retensi', 'int_customers_merged_into') }}
),

identifiers as (
    select * from {{ ref('retensi', 'int_identifiers_owned') }}
),

emails as (
    select * from identifiers
    where kind = 'email'
),

phones as (
    select * from identifiers
    where kind = 'phone'
),

visitors as (
    select * from identifiers
    where kind = 'visitor'
),

identified as (
    select
        interactions.*,
        coalesce(
            merged.surviving_customer_id,
            interactions.customer_id,
            emails.customer_id,
            phones.customer_id,
            visitors.customer_id
        ) as resolved_customer_id
    from interactions
    left join merged on interactions.customer_id = merged.customer_id
    left join emails on interactions.email_key = emails.identifier
    left join phones on interactions.phone_key = phones.identifier
    left join visitors on interactions.visitor_id = visitors.identifier
    -- Compared as a value: as a join it lets DuckDB take all interactions for few, and hash them instead of people.
    where interactions.interaction_date <= (select as_of_day.as_of from as_of_day)
),

final as (
    select
        interaction_id,
        coalesce(resolved_customer_id, concat('visitor:', visitor_id)) as person_id,
        resolved_customer_id as customer_id,
        occurred_at,
        interaction_date,
        interaction_type,
        interaction_group,
        direction,
        channel,
        campaign_id,
        reference_id,
        value,
        body
    from identified
)

select * from final
