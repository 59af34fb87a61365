{%- set moments = {'customers': 'registered_at', 'orders': 'ordered_at', 'interactions': 'occurred_at'} -%}

with records as (
    {%- for input, moment in moments.items() %}
    select
        customer_id,
        email_key,
        phone_key,
        {{ 'visitor_id' if input != 'customers' else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as visitor_id,
        {{ moment }} as seen_at,
        {{ 'true' if input == 'orders' else 'false' }} as is_order
    from {{ ref('retensi', 'stg_' ~ input) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        customer_id,
        email_key,
        phone_key,
        visitor_id,
        min(seen_at) as first_seen_at,
        bool_or(is_order) as has_ordered
    from records
    where coalesce(email_key, phone_key, visitor_id) is not null
    group by
        customer_id,
        email_key,
        phone_key,
        visitor_id
)

select * from final
