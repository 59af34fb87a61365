{#-
    The beginning of a query that finds who asked to be forgotten: `identifiers` has one row per customer id, mail address
    and visitor id of these people, with its `kind`. What is requested for one id is for all ids merged with it. A guest,
    who has no id, asks by the mail address given, or by the guest id that the marts show.
    The identifiers are in the clear: what comes behind must not keep them.
-#}
{% macro with_erased_people() %}
with recursive requested as (
    {{ values_given('erasure_requests', ['customer_id', 'requested_at']) }}
),

customer_merges as (
    {{ values_given('customer_merges', ['customer_id', 'merged_into']) }}
),

customers as (
    {{ values_given('customers', ['customer_id', 'email']) }}
),

orders as (
    {{ values_given('orders', ['customer_id', 'email', 'visitor_id']) }}
),

interactions as (
    {{ values_given('interactions', ['customer_id', 'visitor_id']) }}
),

-- A request counts as the front door counts it: from its time on, if that can be read.
requests as (
    select distinct customer_id
    from requested
    where
        customer_id is not null
        and not {{ is_in_future(read_timestamp('requested_at', ['requested_at'])) }}
    {%- for prefix in prefixes_of_sources() %}
    -- An id without the prefix of a source means that of every source.
    union
    select concat('{{ prefix }}', customer_id) as customer_id
    from requested
    where
        position('@' in customer_id) = 0 and substr(customer_id, 1, 6) <> 'guest_'
        and not {{ is_in_future(read_timestamp('requested_at', ['requested_at'])) }}
    {%- endfor %}
),

-- Nobody's mail is hashed where no guest asked by a guest id.
guests_asked as (
    select customer_id
    from requests
    where substr(customer_id, 1, 6) = 'guest_'
),

mails_named as (
    select lower(customer_id) as mail
    from requests
    where position('@' in customer_id) > 0
    union
    select lower(orders.email) as mail
    from orders
    inner join guests_asked on guests_asked.customer_id = {{ guest_id("'mail:'", mail_key('orders.email')) }}
    where orders.customer_id is null and orders.email is not null
),

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
        'mail' as kind,
        mail as identifier
    from mails_named
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

links_of_mails_named as (
    select
        'mail' as kind,
        lower(email) as identifier,
        'customer' as linked_kind,
        customer_id as linked_identifier
    from customers
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

links_to_mails as (
    select
        'customer' as kind,
        customer_id as identifier,
        'mail' as linked_kind,
        lower(email) as linked_identifier
    from customers
    union all
    select
        'customer' as kind,
        customer_id as identifier,
        'mail' as linked_kind,
        lower(email) as linked_identifier
    from orders
),

links_to_visitors as (
    select
        'customer' as kind,
        customer_id as identifier,
        'visitor' as linked_kind,
        visitor_id as linked_identifier
    from interactions
    union all
    select
        'customer' as kind,
        customer_id as identifier,
        'visitor' as linked_kind,
        visitor_id as linked_identifier
    from orders
    union all
    select
        'mail' as kind,
        lower(email) as identifier,
        'visitor' as linked_kind,
        visitor_id as linked_identifier
    from orders
),

links_to_mails_of_guests as (
    select
        'visitor' as kind,
        visitor_id as identifier,
        'mail' as linked_kind,
        lower(email) as linked_identifier
    from orders
    where customer_id is null
),

links_to_visitors_of_guests as (
    select
        'mail' as kind,
        lower(email) as identifier,
        'visitor' as linked_kind,
        visitor_id as linked_identifier
    from orders
    where customer_id is null
),

asked as (
    {{ with_linked('named', 'links_of_mails_named') }}
),

-- The ids requested for, and what they were joined into ...
above as (
    {{ with_linked('asked', 'links_to_joined') }}
),

-- ... with all that was joined into any of these: one person.
ids as (
    {{ with_linked('above', 'links_from_joined') }}
),

own_mails as (
    {{ with_linked('ids', 'links_to_mails') }}
),

own_visitors as (
    {{ with_linked('own_mails', 'links_to_visitors') }}
),

-- What the person gave as a guest, too.
mails as (
    {{ with_linked('own_visitors', 'links_to_mails_of_guests') }}
),

visitors as (
    {{ with_linked('mails', 'links_to_visitors_of_guests') }}
),

-- Whoever gave a mail or a visitor id as a guest is known by a guest id as well.
identifiers as (
    select
        case when sides.is_itself then visitors.kind else 'customer' end as kind,
        case
            when sides.is_itself then visitors.identifier
            when visitors.kind = 'mail' then {{ guest_id("'mail:'", mail_key('visitors.identifier')) }}
            else {{ guest_id("'visitor:'", 'visitors.identifier') }}
        end as identifier
    from visitors
    cross join {{ itself_and_linked() }}
    where sides.is_itself or visitors.kind <> 'customer'
)
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
