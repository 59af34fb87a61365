{#- One kind of identifier after the other, as each leads to the next. -#}
{{
    config(**incremental_by_key(tracks={
        'merged customer': "case when kind = 'customer' then identifier end",
        'email': "case when kind = 'email' then identifier end",
        'phone': "case when kind = 'phone' then identifier end",
        'visitor': "case when kind = 'visitor' then identifier end",
    }))
}}

{%- set sources, within = sources_of_ids(), var('join_ids_by_contact') -%}
{%- set merged = 'merged_or_joined' if sources | length > 1 or within else 'merged_by_shop' -%}
{#- Of each kind: its column, whom a record claims it for, whom it follows where nobody does, what names a guest. -#}
{%- set kinds = {
    'email': ('email_key', 'owner_id', 'coalesce(phone_claimed_by, visitor_claimed_by)', "'mail:'"),
    'phone': (
        'phone_key',
        'coalesce(owner_id, email_claimed_by)',
        'coalesce(email_owner, visitor_claimed_by)',
        "'phone:'",
    ),
    'visitor': (
        'visitor_id',
        'coalesce(owner_id, email_claimed_by, phone_claimed_by)',
        'coalesce(email_owner, phone_owner)',
        "'visitor:'",
    ),
} %}

with recursive given as (
    select * from {{ ref('retensi', 'int_identifiers_given') }}
),

customer_merges as (
    select * from {{ ref('retensi', 'stg_customer_merges') }}
),

-- A chain of merges is followed from its end, the id that is not merged into a further one.
merged_by_shop as (
    select
        customer_merges.customer_id,
        customer_merges.merged_into as owner_id
    from customer_merges
    left join customer_merges as further on customer_merges.merged_into = further.customer_id
    where further.customer_id is null
    union all
    select
        customer_merges.customer_id,
        merged_by_shop.owner_id
    from merged_by_shop
    inner join customer_merges on merged_by_shop.customer_id = customer_merges.merged_into
),
{% if merged == 'merged_or_joined' %}
ids_given as (
    select
        given.email_key,
        given.phone_key,
        given.first_seen_at,
        {{ source_place('given.customer_id', sources) }} as source_place,
        coalesce(merged_by_shop.owner_id, given.customer_id) as customer_id
    from given
    left join merged_by_shop on given.customer_id = merged_by_shop.customer_id
    where given.customer_id is not null
),

{{ with_ids_in_common('ids_given', within) }},

joined as (
    select distinct
        customer_id,
        first_value(customer_id) over (
            partition by component
            order by
                {{ source_place('customer_id', sources) }} asc nulls last,
                first_seen_at asc nulls last,
                customer_id asc
        ) as owner_id
    from in_common
),

-- What merges end at may itself be joined with others.
merged_or_joined as (
    select
        merged_by_shop.customer_id,
        coalesce(joined.owner_id, merged_by_shop.owner_id) as owner_id
    from merged_by_shop
    left join joined on merged_by_shop.owner_id = joined.customer_id
    union all
    select
        customer_id,
        owner_id
    from joined
    where customer_id <> owner_id
),
{% endif %}
with_owners as (
    select
        given.*,
        coalesce(merged.owner_id, given.customer_id) as owner_id
    from given
    left join {{ merged }} as merged on given.customer_id = merged.customer_id
),

-- The owner of its earliest record claims an identifier: whose id, or else whose mail or phone came with it.
{% for kind, (column, claimed_for, _, _) in kinds.items() -%}
{{ kind }}s_claimed as {{ kept() }} (
    select
        *,
        case
            when {{ column }} is not null then {{ of_earliest_record(claimed_for, column) }}
        end as {{ kind }}_claimed_by
    from {{ loop.previtem[0] ~ 's_claimed' if loop.previtem else 'with_owners' }}
),

{% endfor -%}
-- What nobody claims belongs to whoever the rest of its earliest record leads to; where that is nobody, to a guest. A
-- visitor who only looked around is nobody yet.
guests as (
    select * from visitors_claimed
    where customer_id is null and (has_ordered or email_key is not null or phone_key is not null)
),

{% for kind, (column, _, followed, guest) in kinds.items() -%}
{{ kind }}s_of_guests as {{ kept() }} (
    select
        *,
        case
            when {{ column }} is not null
                then coalesce(
                    {{ kind }}_claimed_by, {{ of_earliest_record(followed, column) }}, {{ guest_id(guest, column) }}
                )
        end as {{ kind }}_owner
    from {{ loop.previtem[0] ~ 's_of_guests' if loop.previtem else 'guests' }}
),

{% endfor -%}
final as (
    select
        'customer' as kind,
        customer_id as identifier,
        owner_id as customer_id
    from {{ merged }}
    {%- for kind, (column, _, _, _) in kinds.items() %}
    union all
    select distinct
        '{{ kind }}' as kind,
        {{ column }} as identifier,
        {{ kind }}_claimed_by as customer_id
    from visitors_claimed
    where {{ kind }}_claimed_by is not null
    union all
    select distinct
        '{{ kind }}' as kind,
        {{ column }} as identifier,
        {{ kind }}_owner as customer_id
    from visitors_of_guests
    where {{ column }} is not null and {{ kind }}_claimed_by is null
    {%- endfor %}
)

select * from final
