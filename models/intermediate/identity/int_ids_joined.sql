{%- set sources, within = sources_of_ids(), var('join_ids_by_contact') -%}
{#- What is referred to must be seen while dbt parses, too. -#}
{%- set all_given, all_merged = ref('retensi', 'int_identifiers_given'), ref('retensi', 'int_merges_followed') -%}

{%- if sources | length < 2 and not within %}
select
    cast(null as {{ dbt.type_string() }}) as kind,
    cast(null as {{ dbt.type_string() }}) as identifier,
    cast(null as {{ dbt.type_string() }}) as customer_id,
    cast(null as {{ dbt.type_string() }}) as surviving_customer_id
where 1 = 0
{%- else %}
with given as (
    select * from {{ all_given }}
    where customer_id is not null
),

merged as (
    select * from {{ all_merged }}
),

by_id as (
    select
        given.mail_key,
        given.phone_key,
        given.first_seen_at,
        {{ source_place('given.customer_id', sources) }} as source_place,
        coalesce(merged.surviving_customer_id, given.customer_id) as customer_id
    from given
    left join merged on given.customer_id = merged.customer_id
),

{{ with_ids_in_common('by_id', within) }},

ranked as (
    select
        kind,
        identifier,
        customer_id,
        component,
        row_number() over (
            partition by component
            order by
                {{ source_place('customer_id', sources) }} asc nulls last,
                first_seen_at asc nulls last,
                customer_id asc
        ) as place
    from in_common
),

final as (
    select
        kind,
        identifier,
        customer_id,
        min(case when place = 1 then customer_id end) over (partition by component) as surviving_customer_id
    from ranked
)

select * from final
{%- endif %}
