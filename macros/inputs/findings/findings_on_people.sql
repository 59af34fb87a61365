{#- Texts that stand for nobody as an id or mail, as a list in SQL; words for nothing are nulls by now. -#}
{% macro words_for_nobody() -%}
    'unknown', 'guest', 'anonymous', 'anonymous@anonymous.com', 'tamu', 'anonim'
{%- endmacro %}

{#- Numbers that may, as a list in SQL. -#}
{% macro numbers_for_nobody() -%}
    '0', '00', '000', '0000', '0.0', '-1'
{%- endmacro %}

{#- 0 and -1 can be the ids of somebody: not where they have several mails, or far more rows than other ids have. -#}
{% macro finding_placeholder_ids(input) -%}
    {%- set columns = {
        'orders': ['customer_id', 'email', 'visitor_id'],
        'customers': ['customer_id', 'email'],
    }.get(input) %}
    {%- if input == 'interactions' %}
    with by_value as (
        select
            column_name,
            lower(id) as met,
            sum(row_count) as row_count,
            0 as emails
        from interaction_ids
        where lower(id) in ({{ retensi.words_for_nobody() }}, {{ retensi.numbers_for_nobody() }})
        group by column_name, lower(id)
    ),

    usual as (
        select
            column_name,
            sum(row_count) as row_count,
            count(*) as ids
        from interaction_ids
        group by column_name
    ),
    {%- else %}
    with met as (
        select *
        from {{ ref('retensi', 'checked_' ~ input) }}
        where
            row_status = 'accepted'
            and (
                {%- for column in columns %}
                {{ 'or ' if not loop.first }}lower({{ column }}) in (
                    {{ retensi.words_for_nobody() }}, {{ retensi.numbers_for_nobody() }}
                )
                {%- endfor %}
            )
    ),

    by_value as (
        {%- for column in columns %}
        select
            '{{ column }}' as column_name,
            lower({{ column }}) as met,
            count(*) as row_count,
            {{ 'count(distinct lower(email))' if input == 'orders' else '0' }} as emails
        from met
        where lower({{ column }}) in ({{ retensi.words_for_nobody() }}, {{ retensi.numbers_for_nobody() }})
        group by lower({{ column }})
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ),

    -- Counted only where there are numbers to judge by it.
    usual as (
        {%- for column in columns %}
        select
            '{{ column }}' as column_name,
            count(accepted.{{ column }}) as row_count,
            count(distinct accepted.{{ column }}) as ids
        from {{ ref('retensi', 'checked_' ~ input) }} as accepted
        inner join (
            select max(column_name) as column_name
            from by_value
            where column_name = '{{ column }}' and met in ({{ retensi.numbers_for_nobody() }})
            having count(*) > 0
        ) as numbers
            on accepted.{{ column }} is not null
        where accepted.row_status = 'accepted'
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ),
    {%- endif %}

    judged as (
        select
            by_value.column_name,
            by_value.met,
            by_value.row_count
        from by_value
        left join usual on by_value.column_name = usual.column_name
        where
            by_value.met in ({{ retensi.words_for_nobody() }})
            or by_value.emails >= 2
            or (
                by_value.row_count >= 5
                and by_value.row_count * (usual.ids - 1) >= 5 * (usual.row_count - by_value.row_count)
            )
    ),

    placed as (
        select
            row_count,
            row_number() over (order by row_count desc, column_name, met) as place,
            concat(
                column_name, ' ', chr(39), met, chr(39), ' (', cast(row_count as {{ dbt.type_string() }}), ')'
            ) as example
        from judged
    )

    select
        sum(row_count) as row_count,
        {{ retensi.accepted_count(input) }} as of_rows,
        {{ retensi.first_examples('example', 'place', 5) }} as examples
    from placed
{%- endmacro %}

{#- An id with three mail addresses or more. -#}
{% macro finding_id_with_many_mails(input) -%}
    with of_several as (
        select customer_id
        from accepted_orders
        where customer_id is not null
        group by customer_id
        having
            min(lower(email)) <> max(lower(email))
            and not {{ retensi.is_erased('customer_id') }}
            and lower(customer_id) not in ({{ retensi.words_for_nobody() }}, {{ retensi.numbers_for_nobody() }})
    ),

    by_id as (
        select
            accepted_orders.customer_id,
            count(*) as orders,
            count(distinct lower(accepted_orders.email)) as emails
        from accepted_orders
        inner join of_several on accepted_orders.customer_id = of_several.customer_id
        group by accepted_orders.customer_id
    ),

    placed as (
        select
            orders,
            row_number() over (order by emails desc, customer_id) as place,
            concat(
                {{ retensi.shape_of('customer_id') }}, ' with ', cast(emails as {{ dbt.type_string() }}), ' mail addresses'
            ) as example
        from by_id
        where emails >= 3
    )

    select
        sum(orders) as row_count,
        (
            select count(*) from accepted_orders
            where customer_id is not null
        ) as of_rows,
        count(*) as ids,
        {{ retensi.first_examples('example', 'place', 3) }} as examples
    from placed
{%- endmacro %}

{#-
    A mail address with several ids that nothing joins: no merge, where ids that take part in any count as one, and not the
    address itself.
-#}
{% macro finding_mail_with_many_ids(input) -%}
    {%- set sources = retensi.sources_of_ids() -%}
    with pairs as (
        select
            lower(email) as email,
            customer_id
        from accepted_orders
        where email is not null and customer_id is not null
        union
        select
            lower(email) as email,
            customer_id
        from accepted_customers
        where email is not null and customer_id is not null
    ),

    merged as (
        select customer_id from {{ ref('retensi', 'checked_customer_merges') }}
        where quarantine_reason is null
        union
        select merged_into as customer_id from {{ ref('retensi', 'checked_customer_merges') }}
        where quarantine_reason is null
    ),

    by_email as (
        select
            pairs.email,
            count(*) - count(merged.customer_id) + max(case when merged.customer_id is null then 0 else 1 end) as ids,
            {%- if var('join_ids_by_contact') %}
            true as may_join
            {%- elif sources | length > 1 %}
            min({{ retensi.source_place('pairs.customer_id', sources) }})
            <> max({{ retensi.source_place('pairs.customer_id', sources) }}) as may_join
            {%- else %}
            false as may_join
            {%- endif %}
        from pairs
        left join merged on pairs.customer_id = merged.customer_id
        group by pairs.email
    ),

    -- What more than 20 ids share joins nobody.
    not_joined as (
        select
            email,
            case when may_join and ids <= 20 then 1 else ids end as ids
        from by_email
    ),

    by_number as (
        select
            ids,
            count(*) as emails
        from not_joined
        where not {{ retensi.is_erased('email') }}
        group by ids
    ),

    placed as (
        select
            *,
            row_number() over (order by ids desc) as place,
            concat(cast(emails as {{ dbt.type_string() }}), ' with ', cast(ids as {{ dbt.type_string() }}), ' ids') as example
        from by_number
    )

    select
        sum(case when ids > 1 then emails else 0 end) as row_count,
        sum(emails) as of_rows,
        sum(case when ids > 1 then emails * ids else 0 end) as ids,
        {{ retensi.first_examples('example', 'place', 3, 'ids > 1') }} as examples
    from placed
{%- endmacro %}

{#- Sales that name nobody; a warning from a fifth on. -#}
{% macro finding_orders_without_person(input) -%}
    select
        without_person as row_count,
        purchases as of_rows,
        5 * without_person >= purchases as is_grave
    from counted_orders
{%- endmacro %}

{#-
    Ids of two inputs that hardly meet, or that would without regard to how they are written. Of orders only those of the days
    that there are interactions of: a log of visits may be younger than the shop. An id that is bare may be one of any
    source, but two sources may give one number to two people. Fewer than five ids prove nothing.
-#}
{% macro finding_ids_hardly_meet(input) -%}
    {%- set columns = {
        'customers': ['customer_id'],
        'order_items': ['order_id'],
        'interactions': ['customer_id', 'visitor_id'],
    }[input] %}
    {%- set source = "case when " ~ retensi.matches('lower(id)', '^[a-z][a-z0-9_]*:') ~ " then lower(substr(id, 1, position(':' in id))) else '' end" %}
    {%- set bare = retensi.without_matches(retensi.without_matches('lower(id)', '^[a-z][a-z0-9_]*:'), '^0+|[ ]+|[.]0+$') %}
    with
    {%- if input == 'interactions' %}
    days as (
        select
            min(occurred_at) as first_at,
            max(occurred_at) as last_at
        from {{ ref('retensi', 'checked_interactions') }}
        where quarantine_reason is null
    ),
    {%- endif %}

    ids as (
        {%- for column in columns %}
        select
            '{{ column }}' as column_name,
            {{ column }} as id,
            1 as in_orders,
            0 as in_other
        from {{ ref('retensi', 'checked_orders') }}
        {%- if input == 'interactions' %}
        inner join days on ordered_at between days.first_at and days.last_at
        {%- endif %}
        where {{ column }} is not null
        group by {{ column }}
        {%- if input != 'interactions' %}
        union all
        select
            '{{ column }}' as column_name,
            {{ column }} as id,
            0 as in_orders,
            1 as in_other
        from {{ ref('retensi', 'checked_' ~ input) }}
        where {{ column }} is not null and (quarantine_reason is null or quarantine_reason = 'orphan')
        group by {{ column }}
        {%- endif %}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
        {%- if input == 'interactions' %}
        union all
        select
            column_name,
            id,
            0 as in_orders,
            1 as in_other
        from interaction_ids
        {%- elif input == 'customers' %}
        union all
        select
            'customer_id' as column_name,
            customer_id as id,
            0 as in_orders,
            1 as in_other
        from {{ ref('retensi', 'checked_customer_merges') }}
        where quarantine_reason is null
        {%- endif %}
    ),

    given as (
        select
            column_name,
            id,
            max(in_orders) as in_orders,
            max(in_other) as in_other
        from ids
        group by column_name, id
    ),

    counted as (
        select
            column_name,
            sum(in_orders * in_other) as met,
            least(sum(in_orders), sum(in_other)) as ids
        from given
        where not {{ retensi.is_erased('id') }}
        group by column_name
    ),

    alone as (
        select
            column_name,
            in_orders,
            in_other,
            id,
            nullif({{ bare }}, '') as bare,
            {{ source }} as source
        from given
        where in_orders + in_other = 1 and not {{ retensi.is_erased('id') }}
    ),

    would_meet as (
        select
            orders.column_name,
            orders.id,
            min(case
                when lower(orders.id) = lower(other.id) then 'upper and lower case'
                when {{ retensi.without_matches('orders.id', '[.]0+$') }} = {{ retensi.without_matches('other.id', '[.]0+$') }}
                    then 'a .0 behind them'
                when replace(orders.id, ' ', '') = replace(other.id, ' ', '') then 'blanks'
                when {{ retensi.without_matches('orders.id', '^0+') }} = {{ retensi.without_matches('other.id', '^0+') }}
                    then 'zeros before them'
                when orders.source <> other.source and lower(orders.id) = concat(orders.source, lower(other.id))
                    then 'a source before those of orders'
                when orders.source <> other.source and lower(other.id) = concat(other.source, lower(orders.id))
                    then 'a source before the others'
                else 'several of case, blanks, zeros, .0 and source'
            end) as without
        from alone as orders
        inner join alone as other
            on
                orders.column_name = other.column_name
                and orders.bare = other.bare
                and (orders.source = other.source or orders.source = '' or other.source = '')
        where orders.in_orders = 1 and other.in_other = 1
        group by orders.column_name, orders.id
    ),

    by_way as (
        select
            column_name,
            without,
            count(*) as ids
        from would_meet
        group by column_name, without
    ),

    ways as (
        select
            *,
            row_number() over (partition by column_name order by ids desc, without) as place,
            concat(without, ' (', cast(ids as {{ dbt.type_string() }}), ')') as example
        from by_way
    ),

    by_column as (
        select
            column_name,
            sum(ids) as more,
            {{ retensi.first_examples('example', 'place', 7) }} as examples
        from ways
        group by column_name
    ),

    judged as (
        select
            counted.column_name,
            counted.met,
            counted.ids,
            coalesce(by_column.more, 0) as more,
            by_column.examples,
            counted.ids >= 5 and 20 * counted.met < counted.ids as is_hardly
        from counted
        left join by_column on counted.column_name = by_column.column_name
    ),

    placed as (
        select
            *,
            row_number() over (order by case when is_hardly then 0 else 1 end, more desc, column_name) as place
        from judged
        where is_hardly or more > 0
    )

    select
        case when more > 0 then least(more, ids - met) else ids - met end as row_count,
        ids as of_rows,
        column_name,
        met,
        case
            when more > 0
                then concat('; ', cast(more as {{ dbt.type_string() }}), ' more would be without regard to')
            else ''
        end as hint,
        case
            when more > 0 then concat('; ', cast(more as {{ dbt.type_string() }}), ' lagi bila diabaikan')
            else ''
        end as hint_id,
        examples,
        is_hardly or 100 * more >= ids as is_grave
    from placed
    where place = 1
{%- endmacro %}
