{{ config(post_hook="{{ retensi.forget_refused_records() }}") }}

{%- if execute and not has_erasures() %}
select
    cast(null as {{ dbt.type_string() }}) as kind,
    cast(null as {{ dbt.type_string() }}) as identifier_hash
where 1 = 0
{%- else %}
{{ with_erased_people() }},

final as (
    select
        kind,
        case kind
            when 'customer' then {{ erased_identifier('customer', 'identifier') }}
            when 'mail' then {{ erased_identifier('mail', 'identifier') }}
            else {{ erased_identifier('visitor', 'identifier') }}
        end as identifier_hash
    from identifiers
    where identifier is not null
    union
    select
        'word' as kind,
        {{ erased_identifier('word', 'lower(identifier)') }} as identifier_hash
    from identifiers
    where length(identifier) >= 6
    {%- for prefix in prefixes_of_sources() %}
    -- In a text an id stands as the shop writes it.
    union
    select
        'word' as kind,
        {{ erased_identifier('word', 'lower(substr(identifier, ' ~ (prefix | length + 1) ~ '))') }} as identifier_hash
    from identifiers
    where substr(identifier, 1, {{ prefix | length }}) = '{{ prefix }}' and length(identifier) >= {{ prefix | length + 6 }}
    {%- endfor %}
)

select * from final
{%- endif %}
