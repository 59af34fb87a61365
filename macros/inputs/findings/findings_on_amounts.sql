{#- The columns of an input that hold money. -#}
{% macro amount_columns(input) -%}
    {{- return({
        'orders': ['gross_amount', 'total_amount', 'discount_amount', 'refunded_amount', 'cost_amount'],
        'order_items': ['amount'],
        'marketing_spend': ['amount'],
    }[input]) }}
{%- endmacro %}

{#- Rows refused for an amount such as 1.234,50. -#}
{% macro finding_decimal_comma(input) -%}
    {%- set columns = retensi.amount_columns(input) | select('in', retensi.text_columns(input)) | list %}
    {%- if columns %}
    with refused as (
        select received.*
        from {{ ref('retensi', 'received_' ~ input) }} as received
        inner join {{ ref('retensi', 'checked_' ~ input) }} as checked on received._row_id = checked._row_id
        where checked.quarantine_reason = 'unreadable_amount'
    ),

    read as (
        {%- for column in columns %}
        select
            _row_id,
            '{{ column }}' as column_name,
            {{ retensi.read_text(column) }} as written
        from refused
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ),

    met as (
        select
            _row_id,
            concat(column_name, ' ', chr(39), written, chr(39)) as example
        from read
        where {{ retensi.matches('written', '^[+-]?([0-9]+|[0-9]{1,3}([^0-9,][0-9]{3})+),[0-9]{1,2}$') }}
    )

    select
        count(distinct _row_id) as row_count,
        (select count(*) from {{ ref('retensi', 'received_' ~ input) }}) as of_rows,
        {{ retensi.first_and_last('example', 'true') }} as examples
    from met
    {%- endif %}
{%- endmacro %}

{#-
    Amounts such as 15.000, none with a point elsewhere. Currencies that have three decimals write 12.500 and mean it; what a
    mapping computes is not as it came.
-#}
{% macro finding_points_for_thousands(input) -%}
    {%- set columns = retensi.amount_columns(input) | select('in', retensi.text_columns(input)) | list %}
    {%- if columns %}
    {%- set computed = retensi.input_source(input).parts | map(attribute='computed', default=[]) | sum(start=[]) %}
    {%- set columns = columns | reject('in', computed) | list %}
    {%- endif %}
    {%- if columns and var('reporting_currency') not in ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'] %}
    with counted as (
        {%- for column in columns %}
        select
            '{{ column }}' as column_name,
            count(*) as row_count,
            count(*) filter (where {{ column }} like '%.%') as with_point,
            count(*) filter (where {{ column }} like '%.___' and {{ retensi.matches(column, '^[1-9][0-9]{0,2}[.][0-9]{3}$') }}) as thousands,
            min({{ column }}) filter (
                where {{ column }} like '%.___' and {{ retensi.matches(column, '^[1-9][0-9]{0,2}[.][0-9]{3}$') }}
            ) as example
        from {{ ref('retensi', 'received_' ~ input) }}
        where {{ column }} not in ('', '0', '0.0', '0.00', '0.000')
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ),

    judged as (
        select
            *,
            row_number() over (order by column_name) as place
        from counted
        where thousands >= 3 and thousands = with_point and 2 * thousands >= row_count
    )

    select
        sum(thousands) as row_count,
        sum(row_count) as of_rows,
        {{ retensi.first_examples("concat(column_name, ' ', chr(39), example, chr(39))", 'place', 4) }} as examples
    from judged
    {%- endif %}
{%- endmacro %}

{#- Nobody gets a discount above the price, or more back than was paid; and the lines of an order add up to its price. -#}
{% macro finding_totals_after_discount(input) -%}
    with discounted as (
        select
            order_id,
            cast(gross_amount as {{ retensi.double_type() }}) as gross,
            cast(discount_amount as {{ retensi.double_type() }}) as discount,
            cast(refunded_amount as {{ retensi.double_type() }}) as refunded
        from accepted_orders
        where treatment = 'purchase' and discount_amount > 0.01
    ),

    lines as (
        select
            order_items.order_id,
            cast(sum(order_items.amount) as {{ retensi.double_type() }}) as amount
        from accepted_order_items as order_items
        inner join discounted on order_items.order_id = discounted.order_id
        group by order_items.order_id
        having count(*) = count(order_items.amount)
    ),

    judged as (
        select
            discounted.gross,
            discounted.discount,
            discounted.refunded,
            discounted.discount > discounted.gross + 0.01
            or coalesce(discounted.gross > 0 and discounted.refunded = discounted.gross, false)
            or coalesce(abs(lines.amount - discounted.gross - discounted.discount) <= 0.01, false) as looks_net,
            coalesce(abs(lines.amount - discounted.gross) <= 0.01, false)
            or coalesce(
                discounted.discount < discounted.gross
                and abs(discounted.refunded - discounted.gross + discounted.discount) < 0.005,
                false
            ) as looks_gross
        from discounted
        left join lines on discounted.order_id = lines.order_id
    ),

    counted as (
        select
            count(*) as of_rows,
            count(*) filter (where looks_net and not looks_gross) as net,
            count(*) filter (where looks_gross) as gross,
            {{ retensi.first_and_last(
                "concat('gross ', " ~ retensi.as_money('gross') ~ ", ' discount ', " ~ retensi.as_money('discount')
                ~ ", ' refunded ', " ~ retensi.as_money('coalesce(refunded, 0)') ~ ')',
                'looks_net and not looks_gross'
            ) }} as examples
        from judged
    )

    select
        case when net > gross then net else 0 end as row_count,
        of_rows,
        examples
    from counted
{%- endmacro %}

{#- An amount as text with two decimals. -#}
{% macro as_money(amount) -%}
    cast(cast({{ amount }} as decimal(18, 2)) as {{ dbt.type_string() }})
{%- endmacro %}

{#- Discounts, refunds or costs below 0, which count as 0. -#}
{% macro finding_negative_discounts(input) -%}
    {%- set columns = ['cost_amount', 'discount_amount', 'refunded_amount'] %}
    with by_column as (
        {%- for column in columns %}
        select
            '{{ column }}' as column_name,
            {{ column }}_below as below,
            {{ column }}_given as given
        from counted_orders
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ),

    placed as (
        select
            *,
            row_number() over (order by column_name) as place,
            concat(
                column_name, ' (', cast(below as {{ dbt.type_string() }}), ' of ', cast(given as {{ dbt.type_string() }}),
                ' below 0)'
            ) as example
        from by_column
        where below > 0
    )

    select
        sum(below) as row_count,
        sum(given) as of_rows,
        {{ retensi.first_examples('example', 'place', 3) }} as examples
    from placed
{%- endmacro %}

{#- Free of charge from the start; what a discount took down to nothing was sold. -#}
{% macro finding_orders_of_no_value(input) -%}
    select
        of_no_value as row_count,
        purchases as of_rows
    from counted_orders
{%- endmacro %}

{#-
    Sales of a file, or from a day on, or some here and there, of 50 times the amount of the others or a 50th. Compared are means
    of logarithms: 1.7 is fifty times. Cents are a hundred times, thousands a thousand times. Only in the currency that most
    have. Orders of next to nothing are tests and gifts; they are of one amount.
-#}
{% macro finding_amounts_of_another_unit(input) -%}
    {%- set has_files = retensi.input_source('orders').parts | length > 1 %}
    {%- set double, string = retensi.double_type(), dbt.type_string() %}
    with by_currency as (
        select
            currency,
            row_number() over (order by sum(row_count) desc, currency) as place
        from orders_by_status
        where treatment = 'purchase' and quarantine_reason is null
        group by currency
    ),

    usual as (
        select max(currency) as currency
        from by_currency
        where place = 1
    ),

    orders as (
        select
            {%- if has_files %}
            received._source as file,
            {%- else %}
            '' as file,
            {%- endif %}
            cast(accepted_orders.ordered_at as date) as day,
            accepted_orders.gross_amount as amount
        from accepted_orders
        inner join usual on accepted_orders.currency = usual.currency
        {%- if has_files %}
        inner join {{ ref('retensi', 'received_orders') }} as received on accepted_orders._row_id = received._row_id
        {%- endif %}
        where accepted_orders.treatment = 'purchase' and accepted_orders.gross_amount > 0
    ),

    -- Sums of floats depend on their order.
    by_file_and_day as (
        select
            file,
            day,
            count(*) as row_count,
            sum(cast(log10(cast(amount as {{ double }})) as decimal(12, 6))) as logs
        from orders
        group by file, day
    ),

    by_amount as (
        select
            cast(amount as {{ double }}) as amount,
            count(*) as row_count
        from orders
        group by cast(amount as {{ double }})
    ),

    whole as (
        select
            sum(row_count) as row_count,
            sum(logs) as logs
        from by_file_and_day
    ),

    files as (
        select
            file,
            sum(row_count) as row_count,
            sum(logs) as logs
        from by_file_and_day
        group by file
    ),

    by_file as (
        select
            {{ retensi.without_matches('files.file', '^.*/') }} as file,
            files.row_count,
            {{ retensi.safe_divide('files.logs', 'files.row_count') }}
            - {{ retensi.safe_divide('whole.logs - files.logs', 'whole.row_count - files.row_count') }} as distance
        from files
        cross join whole
        where files.row_count >= 5 and 2 * files.row_count <= whole.row_count
    ),

    days as (
        select
            day,
            sum(row_count) as row_count,
            sum(logs) as logs
        from by_file_and_day
        group by day
    ),

    by_day as (
        select
            day,
            coalesce(sum(row_count) over (order by day rows between unbounded preceding and 1 preceding), 0) as rows_before,
            coalesce(sum(logs) over (order by day rows between unbounded preceding and 1 preceding), 0) as logs_before
        from days
    ),

    shifts as (
        select
            by_day.day,
            whole.row_count - by_day.rows_before as row_count,
            {{ retensi.safe_divide('whole.logs - by_day.logs_before', 'whole.row_count - by_day.rows_before') }}
            - {{ retensi.safe_divide('by_day.logs_before', 'by_day.rows_before') }} as distance
        from by_day
        cross join whole
        where by_day.rows_before >= 10 and whole.row_count - by_day.rows_before >= 10
    ),

    placed as (
        select
            amount,
            row_count,
            lead(amount) over (order by amount) as next_amount,
            sum(row_count) over (order by amount) as rows_up_to,
            sum(row_count) over () as all_rows
        from by_amount
    ),

    middle as (
        select min(amount) as amount
        from placed
        where 2 * rows_up_to >= all_rows
    ),

    bounds as (
        select
            max(placed.amount) filter (
                where placed.next_amount >= 10 * placed.amount and 10 * placed.rows_up_to <= placed.all_rows
                and 30 * placed.amount <= middle.amount
            ) as small_until,
            min(placed.next_amount) filter (
                where placed.next_amount >= 10 * placed.amount
                and 10 * (placed.all_rows - placed.rows_up_to) <= placed.all_rows
                and placed.next_amount >= 30 * middle.amount
            ) as large_from
        from placed
        cross join middle
    ),

    apart as (
        select
            by_amount.amount > middle.amount as is_large,
            by_amount.amount,
            by_amount.row_count,
            by_amount.row_count * cast(log10(by_amount.amount / middle.amount) as decimal(12, 6)) as distances,
            row_number() over (partition by by_amount.amount > middle.amount order by by_amount.amount) as number
        from by_amount
        cross join middle
        cross join bounds
        where by_amount.amount <= bounds.small_until or by_amount.amount >= bounds.large_from
    ),

    by_side as (
        select
            is_large,
            sum(row_count) as row_count,
            {{ retensi.safe_divide('sum(distances)', 'sum(row_count)') }} as distance,
            count(*) as amounts,
            {{ retensi.first_examples(retensi.as_money('amount'), 'number', 3) }} as examples
        from apart
        group by is_large
    ),

    other_files as (
        select
            *,
            row_number() over (order by abs(distance) desc, file) as number
        from by_file
        where abs(distance) >= 1.7
    ),

    found as (
        select
            1 as place,
            concat('in ', cast(count(*) as {{ string }}), case when count(*) = 1 then ' file' else ' files' end) as where_met,
            concat('dalam ', cast(count(*) as {{ string }}), ' berkas') as where_met_id,
            sum(row_count) as row_count,
            avg(distance) as distance,
            {{ retensi.first_examples('file', 'number', 3) }} as examples,
            true as is_grave
        from other_files
        having count(*) > 0
        union all
        select
            2 as place,
            concat('from ', cast(day as {{ string }}), ' on') as where_met,
            concat('sejak ', cast(day as {{ string }})) as where_met_id,
            row_count,
            distance,
            cast(null as {{ string }}) as examples,
            true as is_grave
        from shifts
        where abs(distance) >= 1.7
        union all
        select
            3 as place,
            'here and there' as where_met,
            'di sana-sini' as where_met_id,
            row_count,
            distance,
            examples,
            is_large and row_count >= 3 as is_grave
        from by_side
        where (is_large and distance >= 1.9) or (row_count >= 3 and amounts >= 2 and distance between -3.3 and -1.9)
    ),

    furthest as (
        select
            *,
            row_number() over (order by place, abs(distance) desc, where_met) as number
        from found
    )

    select
        furthest.row_count,
        whole.row_count as of_rows,
        furthest.where_met,
        furthest.where_met_id,
        cast(round(power(cast(10 as {{ double }}), abs(furthest.distance))) as bigint) as factor,
        case when furthest.distance > 0 then 'times' else 'times less than' end as than,
        case when furthest.distance > 0 then 'lebih besar' else 'lebih kecil' end as than_id,
        furthest.examples,
        furthest.is_grave
    from furthest
    cross join whole
    where furthest.number = 1
{%- endmacro %}

{#- Sources of which some say that amounts contain what others say they do not. What a source leaves open says nothing. -#}
{% macro finding_conventions_differ(input) -%}
    {%- set amounts, differing, differing_id = retensi.amounts_said(), [], [] %}
    {%- for name, name_id in [('tax', 'pajak'), ('shipping', 'ongkos kirim')] %}
        {%- set included = amounts | selectattr(name, 'equalto', 'included') | map(attribute='source') | list %}
        {%- set excluded = amounts | selectattr(name, 'equalto', 'excluded') | map(attribute='source') | list %}
        {%- if included and excluded %}
            {%- do differing.append(name ~ ' is in those of ' ~ included | join(', ') ~ ' and not in those of ' ~ excluded | join(', ')) %}
            {%- do differing_id.append(name_id ~ ' termasuk pada ' ~ included | join(', ') ~ ' dan tidak pada ' ~ excluded | join(', ')) %}
        {%- endif %}
    {%- endfor %}
    {%- if differing %}
    select
        {{ amounts | length }} as row_count,
        null as of_rows,
        '{{ differing | join('; ') }}' as differing,
        '{{ differing_id | join('; ') }}' as differing_id
    {%- endif %}
{%- endmacro %}
