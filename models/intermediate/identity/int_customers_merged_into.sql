{{ config(**incremental_by_key(tracks={'merged customer': 'customer_id'})) }}

{%- set sources, within = sources_of_ids(), var('join_ids_by_contact') -%}
{#- What is referred to must be seen while dbt parses, too. -#}
{%- set all_given = ref('retensi', 'int_identifiers_given') %}

with recursive customer_merges as (
    select * from {{ ref('retensi', 'stg_customer_merges') }}
),

reached as (
    select
        customer_id,
        merged_into as surviving_customer_id
    from customer_merges
    union all
    select
        reached.customer_id,
        customer_merges.merged_into as surviving_customer_id
    from reached
    inner join customer_merges on reached.surviving_customer_id = customer_merges.customer_id
),

-- The end of the chain is the id that is not merged into a further one.
merged as (
    select
        reached.customer_id,
        reached.surviving_customer_id
    from reached
    left join customer_merges on reached.surviving_customer_id = customer_merges.customer_id
    where customer_merges.customer_id is null
),

{%- if sources | length < 2 and not within %}

final as (
    select * from merged
)
{%- else %}

by_id as (
    select
        given.email_key,
        given.phone_key,
        given.first_seen_at,
        {{ source_place('given.customer_id', sources) }} as source_place,
        coalesce(merged.surviving_customer_id, given.customer_id) as customer_id
    from {{ all_given }} as given
    left join merged on given.customer_id = merged.customer_id
    where given.customer_id is not null
),

{{ with_ids_in_common('by_id', within) }},

survivors as (
    select
        customer_id,
        first_value(customer_id) over (
            partition by component
            order by
                {{ source_place('customer_id', sources) }} asc nulls last,
                first_seen_at asc nulls last,
                customer_id asc
        ) as surviving_customer_id
    from in_common
),

joined as (
    select distinct
        customer_id,
        surviving_customer_id
    from survivors
    where customer_id <> surviving_customer_id
),

-- What merges end at may itself be joined with others.
final as (
    select
        merged.customer_id,
        coalesce(joined.surviving_customer_id, merged.surviving_customer_id) as surviving_customer_id
    from merged
    left join joined on merged.surviving_customer_id = joined.customer_id
    union all
    select
        customer_id,
        surviving_customer_id
    from joined
)
{%- endif %}

select * from final
