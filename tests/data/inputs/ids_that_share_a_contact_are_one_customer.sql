-- A long chain of ids may need more rounds than there are; then what two ids share would lead to two customers.
{% set sources, within = sources_of_ids(), var('join_ids_by_contact') %}
with given as (
    select * from {{ ref('retensi', 'int_identifiers_given') }}
    where customer_id is not null
),

merged as (
    select * from {{ ref('retensi', 'int_identifiers_owned') }}
    where kind = 'customer'
),

contacts as (
    {%- for kind in ('email', 'phone') %}
    select
        '{{ kind }}' as kind,
        {{ kind }}_key as identifier,
        customer_id
    from given
    where {{ kind }}_key is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        contacts.kind,
        contacts.identifier
    from contacts
    left join merged on contacts.customer_id = merged.identifier
    group by
        contacts.kind,
        contacts.identifier
    having
        count(distinct contacts.customer_id) <= 20
        and count(distinct coalesce(merged.customer_id, contacts.customer_id)) > 1
        {%- if not within %}
        and min({{ source_place('contacts.customer_id', sources) }})
        <> max({{ source_place('contacts.customer_id', sources) }})
        {%- endif %}
)

select * from final
