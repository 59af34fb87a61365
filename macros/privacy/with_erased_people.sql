{#-
    The beginning of a query that finds who asked to be forgotten: `identifiers` has one row per customer id, mail address,
    phone and visitor id of these people, with its `kind`; phones as phone_number() writes them, and besides, of the kind
    `written`, as they may stand in a text. What is requested for one id is for all ids merged with it, and for all that are
    one customer with it by what they share. A guest, who has no id, asks by the mail address or phone given, or by the guest id that the marts show.
    The identifiers are in the clear: what comes behind must not keep them.
-#}
{% macro with_erased_people() %}
    {%- set inputs = ['customers', 'orders', 'interactions'] -%}
    {%- set with_phones = inputs | select('in', retensi.inputs_with('phone')) | list -%}
    {#- Each step leads from what is known of the person to more of it, as identifiers are claimed and then owned. -#}
    {%- set steps = {
        'own_emails': retensi.links_to('email', {'customer': inputs}),
        'own_phones': retensi.links_to('phone', {'customer': inputs, 'email': []}),
        'own_visitors': retensi.links_to('visitor', {'customer': inputs, 'email': ['orders'], 'phone': []}),
        'emails': retensi.links_to('email', {'phone': [], 'visitor': []}),
        'phones': retensi.links_to('phone', {'email': [], 'visitor': []}),
        'visitors': retensi.links_to('visitor', {'email': [], 'phone': []}),
    } -%}
    {%- set sources, within = retensi.sources_of_ids(), var('join_ids_by_contact') -%}
    {%- set is_asked = 'customer_id is not null and not ' ~ retensi.is_in_future(
        retensi.read_timestamp('requested_at', ['requested_at'])
    ) -%}
with recursive requested as (
    {{ values_given('erasure_requests', ['customer_id', 'requested_at']) }}
),

customer_merges as (
    {{ values_given('customer_merges', ['customer_id', 'merged_into']) }}
),
{% for input in inputs %}
{{ input }} as (
    select
        customer_id,
        lower(email) as email,
        {%- if input in with_phones %}
        phone as written_phone,
        {{ phone_number('phone') }} as phone,
        {%- endif %}
        {{ 'visitor_id' if input != 'customers' else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as visitor_id
    from (
        {{ values_given(
            input,
            ['customer_id', 'email'] + (['phone'] if input in with_phones else [])
            + (['visitor_id'] if input != 'customers' else [])
        ) }}
    ) as given
),
{% endfor %}
-- A request counts as the front door counts it: from its time on, if that can be read.
requests as (
    select distinct customer_id
    from requested
    where {{ is_asked }}
    {%- for prefix in prefixes_of_sources() %}
    -- An id without the prefix of a source means that of every source.
    union
    select concat('{{ prefix }}', customer_id) as customer_id
    from requested
    where
        position('@' in customer_id) = 0 and substr(customer_id, 1, 6) <> 'guest_'
        and {{ is_asked }}
    {%- endfor %}
),

-- Nobody's mail is hashed where no guest asked by a guest id.
guests_asked as (
    select customer_id
    from requests
    where substr(customer_id, 1, 6) = 'guest_'
),

emails_named as (
    select lower(customer_id) as email
    from requests
    where position('@' in customer_id) > 0
    {%- for input in ['orders', 'interactions'] if input in retensi.inputs_with('email') %}
    union
    select {{ input }}.email
    from {{ input }}
    inner join guests_asked on guests_asked.customer_id = {{ guest_id("'mail:'", email_key(input ~ '.email')) }}
    where {{ input }}.customer_id is null and {{ input }}.email is not null
    {%- endfor %}
),
{% if with_phones %}
-- A request is a phone where it looks like one and not like an id: with + or 0 in front, or with 10 digits or more.
phones_named as (
    select {{ phone_number('customer_id') }} as phone
    from requested
    where
        {{ is_asked }}
        and {{ matches('customer_id', '^[(]*[+0][0-9+(). /-]*$|^[(0-9][0-9(). /-]{9,}$') }}
    {%- for input in ['orders', 'interactions'] if input in with_phones %}
    union
    select {{ input }}.phone
    from {{ input }}
    inner join guests_asked on guests_asked.customer_id = {{ guest_id("'phone:'", keyed_hash(input ~ '.phone')) }}
    where {{ input }}.customer_id is null and {{ input }}.phone is not null
    {%- endfor %}
),
{% endif %}
visitors_named as (
    select distinct orders.visitor_id
    from orders
    inner join guests_asked on guests_asked.customer_id = {{ guest_id("'visitor:'", 'orders.visitor_id') }}
    where orders.customer_id is null and orders.visitor_id is not null
),

named as (
    select
        'customer' as kind,
        customer_id as identifier
    from requests
    union all
    select
        'email' as kind,
        email as identifier
    from emails_named
    {%- if with_phones %}
    union all
    select
        'phone' as kind,
        phone as identifier
    from phones_named
    where phone is not null
    {%- endif %}
    union all
    select
        'visitor' as kind,
        visitor_id as identifier
    from visitors_named
),

joined as (
    select distinct
        customer_id,
        merged_into
    from customer_merges
    where customer_id is not null and merged_into is not null
),

-- Every id, with those it was joined into, however many steps away; a circle is left where it closes.
reached as (
    select
        customer_id,
        merged_into,
        concat(md5(customer_id), md5(merged_into)) as ids_passed
    from joined
    union all
    select
        reached.customer_id,
        joined.merged_into,
        concat(reached.ids_passed, md5(joined.merged_into)) as ids_passed
    from reached
    inner join joined on reached.merged_into = joined.customer_id
    where position(md5(joined.merged_into) in reached.ids_passed) = 0
),

links_of_named as (
    select
        'email' as kind,
        email as identifier,
        'customer' as linked_kind,
        customer_id as linked_identifier
    from customers
    {%- if 'customers' in with_phones %}
    union all
    select
        'phone' as kind,
        phone as identifier,
        'customer' as linked_kind,
        customer_id as linked_identifier
    from customers
    {%- endif %}
),

links_to_joined as (
    select
        'customer' as kind,
        customer_id as identifier,
        'customer' as linked_kind,
        merged_into as linked_identifier
    from reached
),

links_from_joined as (
    select
        'customer' as kind,
        merged_into as identifier,
        'customer' as linked_kind,
        customer_id as linked_identifier
    from reached
),

asked as (
    {{ with_linked('named', 'links_of_named') }}
),

-- The ids requested for, and what they were joined into ...
above as (
    {{ with_linked('asked', 'links_to_joined') }}
),

-- ... with all that was joined into any of these: one person.
ids as (
    {{ with_linked('above', 'links_from_joined') }}
),

{% set found = ['ids'] -%}
    {%- if sources | length > 1 or within -%}
-- Ids that share a mail or a phone, as int_identifiers_owned finds them: each stands for all that was merged into it.
ends as (
    select
        reached.customer_id,
        min(reached.merged_into) as end_id
    from reached
    left join joined on reached.merged_into = joined.customer_id
    where joined.customer_id is null
    group by reached.customer_id
),

ids_given as (
    {%- for input in inputs %}
    select
        customer_id,
        email as email_key,
        {{ 'phone' if input in with_phones else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as phone_key
    from {{ input }}
    where customer_id is not null
        {%- if not loop.last %}
    union all
        {%- endif %}
    {%- endfor %}
),

ends_given as (
    select
        ids_given.email_key,
        ids_given.phone_key,
        coalesce(ends.end_id, ids_given.customer_id) as customer_id,
        {{ source_place('ids_given.customer_id', sources) }} as source_place,
        cast(null as {{ dbt.type_timestamp() }}) as first_seen_at
    from ids_given
    left join ends on ids_given.customer_id = ends.customer_id
),

{{ with_ids_in_common('ends_given', within) }},

links_to_components as (
    select
        'customer' as kind,
        customer_id as identifier,
        'component' as linked_kind,
        component as linked_identifier
    from in_common
),

links_from_components as (
    select
        'component' as kind,
        component as identifier,
        'customer' as linked_kind,
        customer_id as linked_identifier
    from in_common
),

components as (
    {{ with_linked('ids', 'links_to_components') }}
),

ends_joined as (
    {{ with_linked('components', 'links_from_components') }}
),

merged_with_joined as (
    {{ with_linked('ends_joined', 'links_from_joined') }}
),

people as (
    select
        kind,
        identifier
    from merged_with_joined
    where kind <> 'component'
),

        {%- do found.append('people') %}
    {%- endif %}
-- What came with these, and what the person gave as a guest, too.
    {%- for step, links in steps.items() if links %}
links_to_{{ step }} as (
    {{ links }}
),

{{ step }} as (
    {{ with_linked(found[-1], 'links_to_' ~ step) }}
),
        {%- do found.append(step) %}
    {%- endfor %}
    {%- if with_phones %}

links_to_writings as (
    {%- for input in with_phones %}
    select
        'phone' as kind,
        phone as identifier,
        'written' as linked_kind,
        written_phone as linked_identifier
    from {{ input }}
        {%- if not loop.last %}
    union all
        {%- endif %}
    {%- endfor %}
),

writings as (
    {{ with_linked(found[-1], 'links_to_writings') }}
),
        {%- do found.append('writings') %}
    {%- endif %}

-- Whoever gave a mail, a phone or a visitor id as a guest is known by a guest id as well.
identifiers as (
    select
        case
            when names.is_written then 'written'
            when names.is_guest then 'customer'
            else found.kind
        end as kind,
        case
            when names.is_written then concat('+', found.identifier)
            when not names.is_guest then found.identifier
            when found.kind = 'email' then {{ guest_id("'mail:'", email_key('found.identifier')) }}
            when found.kind = 'phone' then {{ guest_id("'phone:'", keyed_hash('found.identifier')) }}
            else {{ guest_id("'visitor:'", 'found.identifier') }}
        end as identifier
    from {{ found[-1] }} as found
    cross join (
        select
            false as is_guest,
            false as is_written
        union all
        select
            true as is_guest,
            false as is_written
        union all
        select
            false as is_guest,
            true as is_written
    ) as names
    where
        (not names.is_guest and not names.is_written)
        or (names.is_guest and found.kind in ('email', 'phone', 'visitor'))
        or (names.is_written and found.kind = 'phone')
)
{%- endmacro %}

{#- The inputs of people that have a column, mail or phone, in what came. -#}
{% macro inputs_with(column) -%}
    {%- set found = [] -%}
    {%- for input in ['customers', 'orders', 'interactions'] %}
        {%- set source = retensi.input_source(input) -%}
        {%- set names = retensi.columns_of_demo(input) if source.kind == 'demo' else [] -%}
        {%- for part in source.parts %}{% do names.extend(part.columns | map('lower')) %}{% endfor -%}
        {%- if column in names %}{% do found.append(input) %}{% endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#-
    What records say goes together: from identifiers of some kinds to one of another kind, as a query; nothing where no
    input has both. Each input is read once.

    linked  the kind that is led to
    kinds   the kinds that lead there, each with the inputs of which every record counts; of others, those of guests do
-#}
{% macro links_to(linked, kinds) -%}
    {%- set columns = {'customer': 'customer_id', 'email': 'email', 'phone': 'phone', 'visitor': 'visitor_id'} -%}
    {%- set names = {'customer': 'customer_id', 'email': 'email', 'phone': 'phone', 'visitor': 'visitor_id'} -%}
    {%- set selects = [] -%}
    {%- for input in retensi.inputs_with(columns[linked]) %}
        {%- set whens, ways = [], [] -%}
        {%- for kind, whole in kinds.items() if input in retensi.inputs_with(columns[kind]) and (input in whole or input != 'customers') %}
            {%- set identifier = names[kind] if input in whole else 'case when customer_id is null then ' ~ names[kind] ~ ' end' -%}
            {%- do whens.append("when ways.kind = '" ~ kind ~ "' then " ~ identifier) -%}
            {%- do ways.append("select '" ~ kind ~ "' as kind") -%}
        {%- endfor -%}
        {%- if ways %}
            {%- set way -%}
    select
        ways.kind,
        case
            {{ whens | join('
            ') }}
        end as identifier,
        '{{ linked }}' as linked_kind,
        {{ names[linked] }} as linked_identifier
    from {{ input }}
    cross join (
        {{ ways | join('
        union all
        ') }}
    ) as ways
            {%- endset -%}
            {%- do selects.append(way) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(selects | join('
    union all
    ')) }}
{%- endmacro %}

{#-
    The identifiers of some people with those that links lead to, as a select. It reads what was found once: an engine
    that puts a CTE in each place where it is named would else read its inputs twice as often with each step. A condition
    on one side alone would keep DuckDB from joining by hash.
-#}
{% macro with_linked(found, links) -%}
    select distinct
        case when sides.is_itself then {{ found }}.kind else {{ links }}.linked_kind end as kind,
        case when sides.is_itself then {{ found }}.identifier else {{ links }}.linked_identifier end
            as identifier
    from {{ found }}
    cross join {{ retensi.itself_and_linked() }}
    left join {{ links }}
        on
            {{ found }}.kind = {{ links }}.kind
            and case when sides.is_itself then null else {{ found }}.identifier end = {{ links }}.identifier
    where sides.is_itself or {{ links }}.linked_identifier is not null
{%- endmacro %}

{#- Two rows, by which a row stands once for itself and once for what it leads to. -#}
{% macro itself_and_linked() -%}
    (select true as is_itself union all select false as is_itself) as sides
{%- endmacro %}
