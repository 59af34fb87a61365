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

asked as (
    select customer_id from requests
    union
    select customers.customer_id
    from customers
    inner join mails_named on lower(customers.email) = mails_named.mail
    where customers.customer_id is not null
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

-- The ids requested for, and what they were joined into ...
above as (
    select customer_id from asked
    union
    select reached.merged_into as customer_id
    from reached
    inner join asked on reached.customer_id = asked.customer_id
),

-- ... with all that was joined into any of these: one person.
ids as (
    select customer_id from above
    union
    select reached.customer_id
    from reached
    inner join above on reached.merged_into = above.customer_id
),

own_mails as (
    select mail from mails_named
    union
    select lower(customers.email) as mail
    from customers
    inner join ids on customers.customer_id = ids.customer_id
    union
    select lower(orders.email) as mail
    from orders
    inner join ids on orders.customer_id = ids.customer_id
),

own_visitors as (
    select visitor_id from visitors_named
    union
    select orders.visitor_id
    from orders
    inner join ids on orders.customer_id = ids.customer_id
    union
    select interactions.visitor_id
    from interactions
    inner join ids on interactions.customer_id = ids.customer_id
    union
    select orders.visitor_id
    from orders
    inner join own_mails on lower(orders.email) = own_mails.mail
),

-- What the person gave as a guest, too.
mails as (
    select mail from own_mails
    union
    select lower(orders.email) as mail
    from orders
    inner join own_visitors on orders.visitor_id = own_visitors.visitor_id
    where orders.customer_id is null
),

visitors as (
    select visitor_id from own_visitors
    union
    select orders.visitor_id
    from orders
    inner join mails on lower(orders.email) = mails.mail
    where orders.customer_id is null
),

identifiers as (
    select
        'customer' as kind,
        customer_id as identifier
    from ids
    union all
    select
        'mail' as kind,
        mail as identifier
    from mails
    where mail is not null
    union all
    select
        'visitor' as kind,
        visitor_id as identifier
    from visitors
    union all
    select
        'customer' as kind,
        {{ guest_id("'mail:'", mail_key('mail')) }} as identifier
    from mails
    where mail is not null
    union all
    select
        'customer' as kind,
        {{ guest_id("'visitor:'", 'visitor_id') }} as identifier
    from visitors
    where visitor_id is not null
)
{%- endmacro %}
