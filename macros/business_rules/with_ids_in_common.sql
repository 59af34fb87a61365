{#-
    CTEs that find the customer ids which a mail address or a phone joins. The last one, `in_common`, has a row for each such
    address or phone and id: `kind`, `identifier`, `customer_id`, `first_seen_at` of the id, and `component`, which is the same
    for all ids that are one customer.

    Components are found by contraction: in each round all rows of a component take the smallest name that one of their
    identifiers knows, under a new name each time. A round reads the one before once, compares no id with another and leaves
    about half of the names; a component of nine ids or less, and nearly every one of some hundred, is done after eight.

    given   a CTE with email_key, phone_key, first_seen_at, customer_id (after merges) and source_place (of the id as it came)
    within  whether ids of one source are joined as well
-#}
{% macro with_ids_in_common(given, within) -%}
    {%- set rounds = 8 -%}
contacts as (
    select
        kinds.kind,
        {{ given }}.customer_id,
        {{ given }}.source_place,
        {{ given }}.first_seen_at,
        case when kinds.kind = 'email' then {{ given }}.email_key else {{ given }}.phone_key end as identifier
    from {{ given }}
    cross join (
        select 'email' as kind
        union all
        select 'phone' as kind
    ) as kinds
),

contacts_of_ids as (
    select
        kind,
        identifier,
        customer_id,
        min(source_place) as first_source,
        max(source_place) as last_source,
        min(first_seen_at) as first_seen_at
    from contacts
    where identifier is not null
    group by
        kind,
        identifier,
        customer_id
),

counted as (
    select
        kind,
        identifier,
        customer_id,
        count(*) over (partition by kind, identifier) as ids,
        min(first_source) over (partition by kind, identifier) as first_source,
        max(last_source) over (partition by kind, identifier) as last_source,
        min(first_seen_at) over (partition by customer_id) as first_seen_at
    from contacts_of_ids
),

-- What more than 20 ids share is of a till or a marketplace and tells nobody. Who was forgotten had sources, too.
named_0 as {{ retensi.kept() }} (
    select
        kind,
        identifier,
        customer_id,
        first_seen_at,
        md5(customer_id) as component
    from counted
    where
        ids between 2 and 20
        {%- if not within %}
        and (first_source <> last_source or last_source is null)
        {%- endif %}
),
{% for round in range(1, rounds + 1) %}
known_{{ round }} as (
    select
        kind,
        identifier,
        customer_id,
        first_seen_at,
        component,
        min(md5(component)) over (partition by kind, identifier) as smallest
    from named_{{ round - 1 }}
),

{{ 'in_common' if round == rounds else 'named_' ~ round }} as {{ retensi.kept() }} (
    select
        kind,
        identifier,
        customer_id,
        first_seen_at,
        min(smallest) over (partition by component) as component
    from known_{{ round }}
)
    {%- if not loop.last %},
{% endif %}
{%- endfor %}
{%- endmacro %}
