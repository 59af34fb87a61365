{{ config(**incremental_by_key(tracks={'person': 'customer_id'})) }}

{%- set attributes = ['acquisition_channel', 'birth_date', 'city', 'country'] -%}

with as_of_day as (
    select * from {{ ref('retensi', 'int_as_of') }}
),

customers as (
    select * from {{ ref('retensi', 'stg_customers') }}
),

merged as (
    select * from {{ ref('retensi', 'int_identifiers_owned') }}
    where kind = 'customer'
),

-- The surviving id's own row comes first, then those merged into it, the newest first.
ranked as (
    select
        customers.*,
        coalesce(merged.customer_id, customers.customer_id) as surviving_customer_id,
        row_number() over (
            partition by coalesce(merged.customer_id, customers.customer_id)
            order by
                case when merged.identifier is null then 0 else 1 end asc,
                customers.updated_at desc nulls last,
                customers.customer_id asc
        ) as source_rank
    from customers
    left join merged on customers.customer_id = merged.identifier
),

first_sources as (
    select
        surviving_customer_id,
        {%- for attribute in attributes + ['email_consent', 'phone_consent'] %}
        min(case when {{ attribute }} is not null then source_rank end) as {{ attribute }}_rank
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from ranked
    group by surviving_customer_id
),

attributed as (
    select
        ranked.surviving_customer_id as customer_id,
        min(case when ranked.registration_date <= as_of_day.as_of then ranked.registered_at end) as registered_at,
        min(case when ranked.registration_date <= as_of_day.as_of then ranked.registration_date end)
            as registration_date,
        -- A row whose registration is still to come at as_of is no reason to know the customer.
        min(case when ranked.registration_date is null then coalesce(as_of_day.spine_start, as_of_day.as_of) end)
            as undated_since,
        {%- for attribute in attributes %}
        max(case when ranked.source_rank = first_sources.{{ attribute }}_rank then ranked.{{ attribute }} end)
            as {{ attribute }},
        {%- endfor %}
        bool_or(case when ranked.source_rank = first_sources.email_consent_rank then ranked.email_consent end)
            as email_consent,
        bool_or(case when ranked.source_rank = first_sources.phone_consent_rank then ranked.phone_consent end)
            as phone_consent
    from ranked
    inner join first_sources on ranked.surviving_customer_id = first_sources.surviving_customer_id
    cross join as_of_day
    group by ranked.surviving_customer_id
),

final as (
    select
        attributed.*,
        attributed.email_consent or attributed.phone_consent as marketing_consent
    from attributed
)

select * from final
