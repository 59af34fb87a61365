{{ config(post_hook="{{ retensi.forget_refused_records() }}") }}

{%- if execute and not has_erasures() %}
select
    cast(null as {{ dbt.type_string() }}) as kind,
    cast(null as {{ dbt.type_string() }}) as identifier_hash
where 1 = 0
{%- else %}
{{ with_erased_people() }},

-- In a text an id stands with the prefix of its source, or as the shop writes it.
spellings as (
    select
        0 as skipped,
        true as is_word
    union all
    select
        0 as skipped,
        false as is_word
    {%- for length in prefixes_of_sources() | map('length') | unique | sort %}
    union all
    select
        {{ length }} as skipped,
        true as is_word
    {%- endfor %}
),

-- Read once: an engine that puts a CTE in each place where it is named would else find all of them for each.
final as (
    select distinct
        case when spellings.is_word then 'word' else identifiers.kind end as kind,
        case
            when spellings.is_word
                then {{ erased_identifier('word', 'lower(substr(identifiers.identifier, spellings.skipped + 1))') }}
            when identifiers.kind = 'customer' then {{ erased_identifier('customer', 'identifiers.identifier') }}
            when identifiers.kind = 'email' then {{ erased_identifier('email', 'identifiers.identifier') }}
            when identifiers.kind = 'phone' then {{ erased_identifier('phone', 'identifiers.identifier') }}
            else {{ erased_identifier('visitor', 'identifiers.identifier') }}
        end as identifier_hash
    from identifiers
    cross join spellings
    where
        (not spellings.is_word and identifiers.identifier is not null and identifiers.kind <> 'written')
        or (spellings.is_word and spellings.skipped = 0 and length(identifiers.identifier) >= 6)
        {%- for prefix in prefixes_of_sources() %}
        or (
            spellings.is_word
            and spellings.skipped = {{ prefix | length }}
            and substr(identifiers.identifier, 1, {{ prefix | length }}) = '{{ prefix }}'
            and length(identifiers.identifier) >= {{ prefix | length + 6 }}
        )
        {%- endfor %}
)

select * from final
{%- endif %}
