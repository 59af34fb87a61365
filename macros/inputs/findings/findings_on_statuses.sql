{#- Of what is ignored; see finding_on_statuses(). -#}
{% macro finding_statuses_ignored(input) -%}
    {{ retensi.finding_on_statuses("treatment = 'ignored' and quarantine_reason is null") }}
{%- endmacro %}

{#- Of what nobody knows; see finding_on_statuses(). -#}
{% macro finding_statuses_unknown(input) -%}
    {{ retensi.finding_on_statuses("quarantine_reason = 'unknown_status'") }}
{%- endmacro %}

{#-
    Orders by status, of those that a condition holds for. Of the amounts only those of the currency that most orders have:
    others cannot be added up. That a fifth of all orders is cancelled or fails is nothing rare; that a fifth stays open is.
-#}
{% macro finding_on_statuses(condition) -%}
    with by_currency as (
        select
            currency,
            row_number() over (order by sum(row_count) desc, currency) as place
        from orders_by_status
        group by currency
    ),

    usual as (
        select max(currency) as currency
        from by_currency
        where place = 1
    ),

    by_status as (
        select
            coalesce(orders_by_status.status, '(empty)') as status,
            sum(orders_by_status.row_count) as row_count,
            sum(case when orders_by_status.currency = usual.currency then orders_by_status.amount else 0 end) as amount,
            coalesce({{ condition }}, false) as is_met,
            coalesce(orders_by_status.status, '') not in (
                'cancelled', 'canceled', 'failed', 'declined', 'expired', 'test'
            ) as is_open
        from orders_by_status
        cross join usual
        group by
            coalesce(orders_by_status.status, '(empty)'),
            coalesce({{ condition }}, false),
            coalesce(orders_by_status.status, '') not in (
                'cancelled', 'canceled', 'failed', 'declined', 'expired', 'test'
            )
    ),

    placed as (
        select
            *,
            row_number() over (partition by is_met order by row_count desc, status) as place,
            concat(
                case when status like '%@%' then {{ retensi.shape_of('status') }} else substr(status, 1, 80) end,
                ' (', cast(row_count as {{ dbt.type_string() }}), ')'
            ) as example
        from by_status
    )

    select
        sum(case when is_met then row_count else 0 end) as row_count,
        sum(row_count) as of_rows,
        {{ retensi.safe_divide('sum(case when is_met then amount else 0 end)', 'sum(amount)') }} as amount_share,
        {{ retensi.first_examples('example', 'place', 5, 'is_met') }} as examples,
        coalesce(
            2 * sum(case when is_met then row_count else 0 end) >= sum(row_count)
            or 5 * sum(case when is_met and is_open then row_count else 0 end) >= sum(row_count)
            or (5 * sum(case when is_met and is_open then amount else 0 end) >= sum(amount) and sum(amount) > 0),
            false
        ) as is_grave
    from placed
{%- endmacro %}

{#-
    Sales of files or tables that have no status, by the name of each where others have one. A constant of a mapping is one
    that the shop states.
-#}
{% macro finding_status_absent(input) -%}
    {%- set is_without = retensi.comes_without(input, 'status') %}
    {%- if is_without == 'true' %}
    select
        count(*) filter (where treatment = 'purchase') as row_count,
        count(*) as of_rows,
        cast(null as {{ dbt.type_string() }}) as examples
    from accepted_orders
    {%- elif is_without != 'false' %}
    with by_part as (
        select
            {{ retensi.without_matches('_source', '^.*/') }} as part,
            count(*) as orders
        from {{ ref('retensi', 'received_' ~ input) }} as received
        inner join accepted_orders on received._row_id = accepted_orders._row_id
        where accepted_orders.treatment = 'purchase' and {{ is_without }}
        group by _source
    ),

    numbered as (
        select
            orders,
            row_number() over (order by orders desc, part) as number,
            concat(part, ' (', cast(orders as {{ dbt.type_string() }}), ')') as example
        from by_part
    )

    select
        sum(orders) as row_count,
        (select count(*) from accepted_orders) as of_rows,
        {{ retensi.first_examples('example', 'number', 3) }} as examples
    from numbered
    {%- endif %}
{%- endmacro %}
