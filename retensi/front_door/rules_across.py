"""Rules on what no row shows by itself: ids of two inputs, days far from the others, amounts of another unit."""

from __future__ import annotations

from retensi.front_door.rule import NOTICE, Rule

# Fewer ids than these prove nothing, and a smaller share of them is hardly any.
_FEWEST_IDS, _HARDLY = 5, 0.05
_BARE = r"regexp_replace(regexp_replace(lower(id), '^[a-z][a-z0-9_]*:', ''), '^0+|\s+|\.0+$', '', 'g')"

# Of orders only those of the days that there are interactions of: a log of visits may be younger than the shop. An id
# that is bare may be one of any source, but two sources may give one number to two people.
_IDS = (
    r"""
with ids as (
    {%%- for column in %(columns)s %%}
    select distinct '{{ column }}' as column_name, 'orders' as given_by, {{ column }} as id
    from {{ ref('retensi', 'checked_orders') }}
    where
        {{ column }} is not null
        {%%- if '%(input)s' == 'interactions' %%}
        and ordered_at between
            (select min(occurred_at) from ({{ accepted_rows('interactions') }}) as interactions)
            and (select max(occurred_at) from ({{ accepted_rows('interactions') }}) as interactions)
        {%%- endif %%}
    union all
    select distinct '{{ column }}' as column_name, 'other' as given_by, {{ column }} as id
    from {{ ref('retensi', 'checked_%(input)s') }}
    where {{ column }} is not null and (quarantine_reason is null or quarantine_reason = 'orphan')
    union all
    {%%- endfor %%}
    select distinct 'customer_id' as column_name, 'other' as given_by, customer_id as id
    from {{ ref('retensi', 'checked_customer_merges') }}
    where '%(input)s' = 'customers' and quarantine_reason is null
),

given as (
    select column_name, id, count(distinct given_by) = 2 as is_met, min(given_by) as given_by
    from ids
    where not {{ is_erased('id') }}
    group by column_name, id
),

counted as (
    select
        column_name,
        count(*) filter (where is_met) as met,
        least(
            count(*) filter (where is_met or given_by = 'orders'),
            count(*) filter (where is_met or given_by = 'other')
        ) as ids
    from given
    group by column_name
),

alone as (
    select
        column_name,
        given_by,
        id,
        nullif(__BARE__, '') as bare,
        regexp_extract(lower(id), '^[a-z][a-z0-9_]*:') as source
    from given
    where not is_met
),

would_meet as (
    select
        orders.column_name,
        orders.id,
        min(case
            when lower(orders.id) = lower(other.id) then 'upper and lower case'
            when regexp_replace(orders.id, '\.0+$', '') = regexp_replace(other.id, '\.0+$', '') then 'a .0 behind them'
            when regexp_replace(orders.id, '\s', '', 'g') = regexp_replace(other.id, '\s', '', 'g') then 'blanks'
            when ltrim(orders.id, '0') = ltrim(other.id, '0') then 'zeros before them'
            when orders.source <> other.source and lower(orders.id) = orders.source || lower(other.id)
                then 'a source before those of orders'
            when orders.source <> other.source and lower(other.id) = other.source || lower(orders.id)
                then 'a source before the others'
            else 'several of case, blanks, zeros, .0 and source'
        end) as without
    from alone as orders
    inner join alone as other
        on
            orders.column_name = other.column_name
            and orders.bare = other.bare
            and (orders.source = other.source or orders.source = '' or other.source = '')
    where orders.given_by = 'orders' and other.given_by = 'other'
    group by orders.column_name, orders.id
),

by_way as (
    select column_name, without, count(*) as ids from would_meet group by column_name, without
),

judged as (
    select
        counted.column_name,
        counted.met,
        counted.ids,
        coalesce(sum(by_way.ids), 0) as more,
        list(by_way.without || ' (' || by_way.ids || ')' order by by_way.ids desc, by_way.without)
            filter (where by_way.ids > 0) as ways,
        counted.ids >= %(fewest)s and counted.met < %(hardly)s * counted.ids as is_hardly
    from counted
    left join by_way on counted.column_name = by_way.column_name
    group by counted.column_name, counted.met, counted.ids
)

select
    case when more > 0 then least(more, ids - met) else ids - met end as row_count,
    ids as of_rows,
    column_name,
    met,
    case
        when more > 0 then '; ' || more || ' more would be without regard to'
        else ''
    end as hint,
    ways as examples,
    is_hardly or more >= 0.01 * ids as is_grave
from judged
where is_hardly or more > 0
order by is_hardly desc, more desc, column_name
limit 1
"""
).replace("__BARE__", _BARE)

# What a gap of two years parts from nine tenths of the rows.
_FAR = """
with days as (
    select {{ %(day)s }} as day, count(*) as row_count
    from ({{ accepted_rows('%(input)s') }}) as accepted
    where %(column)s is not null
    group by 1
),

placed as (
    select
        day,
        row_count,
        lead(day) over (order by day) as next_day,
        sum(row_count) over (order by day) as rows_up_to,
        sum(row_count) over () as all_rows
    from days
),

bounds as (
    select
        max(day) filter (where next_day - day >= 730 and 10 * rows_up_to <= all_rows) as last_before,
        min(next_day) filter (where next_day - day >= 730 and 10 * (all_rows - rows_up_to) <= all_rows) as first_after
    from placed
),

judged as (
    select
        placed.day,
        placed.row_count,
        coalesce(placed.day <= bounds.last_before or placed.day >= bounds.first_after, false) as is_far
    from placed
    cross join bounds
)

select
    sum(row_count) filter (where is_far) as row_count,
    sum(row_count) as of_rows,
    min(day) filter (where not is_far) as first_day,
    max(day) filter (where not is_far) as last_day,
    list(day || ' (' || row_count || ')' order by day) filter (where is_far)[1:5] as examples
from judged
"""

# As the marts reckon it, at most up to yesterday. A shop may be quiet for as long as it was before.
_AS_OF = """
{%- if var('as_of') is none and var('as_of_follows') != 'purchases' %}
{%- set today = run_started_at.astimezone(modules.pytz.timezone(var('reporting_timezone'))) %}
{%- set yesterday = "cast('" ~ (today - modules.datetime.timedelta(days=1)).strftime('%Y-%m-%d') ~ "' as date)" %}
with sales as (
    select distinct least({{ local_date('ordered_at') }}, {{ yesterday }}) as day
    from ({{ accepted_rows('orders') }}) as orders
    where treatment = 'purchase'
),

gaps as (
    select day, day - lag(day) over (order by day) as days_before from sales
),

last_sale as (
    select max(day) as day from sales
),

quiet as (
    select max(gaps.days_before) as days
    from gaps
    cross join last_sale
    where gaps.day > last_sale.day - 365
),

last_interaction as (
    select max(least({{ local_date('occurred_at') }}, {{ yesterday }})) as day
    from ({{ accepted_rows('interactions') }}) as interactions
)

select
    greatest(last_interaction.day - last_sale.day, 0) as row_count,
    null as of_rows,
    last_sale.day as last_sale,
    last_interaction.day as last_day
from last_interaction
cross join last_sale
cross join quiet
where
    last_interaction.day - last_sale.day >= 7
    and last_interaction.day - last_sale.day > coalesce(quiet.days, 0)
{%- endif %}
"""

# Compared are means of logarithms: 1.7 is fifty times. Cents are a hundred times, thousands a thousand times.
_UNITS = """
{%- set has_files = input_source('orders').parts | length > 1 %}
with orders as (
    select
        {% if has_files %}received._source{% else %}''{% endif %} as file,
        cast(orders.ordered_at as date) as day,
        orders.gross_amount as amount,
        coalesce(orders.currency, '{{ var("reporting_currency") }}') as currency
    from ({{ accepted_rows('orders') }}) as orders
    {%- if has_files %}
    inner join {{ ref('retensi', 'received_orders') }} as received on orders._row_id = received._row_id
    {%- endif %}
    where orders.treatment = 'purchase' and orders.gross_amount > 0
),

usual as (
    select mode(currency) as currency from orders
),

by_file_and_day as (
    select
        orders.file,
        orders.day,
        count(*) as row_count,
        sum(log10(cast(orders.amount as double))) as logs
    from orders
    inner join usual on orders.currency = usual.currency
    group by orders.file, orders.day
),

by_amount as (
    select
        cast(orders.amount as double) as amount,
        count(*) as row_count
    from orders
    inner join usual on orders.currency = usual.currency
    group by orders.amount
),

whole as (
    select
        sum(row_count) as row_count,
        sum(logs) as logs
    from by_file_and_day
),

by_file as (
    select
        regexp_extract(by_file_and_day.file, '[^/]*$') as file,
        sum(by_file_and_day.row_count) as row_count,
        sum(by_file_and_day.logs) / sum(by_file_and_day.row_count)
        - (any_value(whole.logs) - sum(by_file_and_day.logs))
        / nullif(any_value(whole.row_count) - sum(by_file_and_day.row_count), 0) as distance
    from by_file_and_day
    cross join whole
    group by by_file_and_day.file
    having sum(by_file_and_day.row_count) >= 5 and 2 * sum(by_file_and_day.row_count) <= any_value(whole.row_count)
),

by_day as (
    select
        day,
        coalesce(sum(sum(row_count)) over before_it, 0) as rows_before,
        coalesce(sum(sum(logs)) over before_it, 0) as logs_before
    from by_file_and_day
    group by day
    window before_it as (order by day rows between unbounded preceding and 1 preceding)
),

shifts as (
    select
        by_day.day,
        whole.row_count - by_day.rows_before as row_count,
        (whole.logs - by_day.logs_before) / (whole.row_count - by_day.rows_before)
        - by_day.logs_before / by_day.rows_before as distance
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
    select min(amount) as amount from placed where 2 * rows_up_to >= all_rows
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

-- Orders of next to nothing are tests and gifts; they are of one amount.
apart as (
    select
        by_amount.amount > middle.amount as is_large,
        sum(by_amount.row_count) as row_count,
        sum(by_amount.row_count * log10(by_amount.amount)) / sum(by_amount.row_count)
        - log10(any_value(middle.amount)) as distance,
        count(*) as amounts,
        list(printf('%.2f', by_amount.amount) order by by_amount.amount)[1:3] as examples
    from by_amount
    cross join middle
    cross join bounds
    where by_amount.amount <= bounds.small_until or by_amount.amount >= bounds.large_from
    group by 1
),

found as (
    select
        1 as place,
        'in ' || count(*) || case when count(*) = 1 then ' file' else ' files' end as where_met,
        sum(row_count) as row_count,
        avg(distance) as distance,
        list(file order by abs(distance) desc, file)[1:3] as examples,
        true as is_grave
    from by_file
    where abs(distance) >= 1.7
    having count(*) > 0
    union all
    (
        select 2, 'from ' || day || ' on', row_count, distance, [], true
        from shifts
        where abs(distance) >= 1.7
        order by abs(distance) desc, day
        limit 1
    )
    union all
    select 3, 'here and there', row_count, distance, examples, is_large and row_count >= 3
    from apart
    where (is_large and distance >= 1.9) or (row_count >= 3 and amounts >= 2 and distance between -3.3 and -1.9)
)

select
    found.row_count,
    whole.row_count as of_rows,
    found.where_met,
    printf('%,d', cast(round(pow(10, abs(found.distance))) as bigint)) as factor,
    case when found.distance > 0 then 'times' else 'times less than' end as than,
    found.examples,
    found.is_grave
from found
cross join whole
order by found.place, abs(found.distance) desc
limit 1
"""

_DAYS = {
    "orders": ("ordered_at", "local_date('ordered_at')"),
    "interactions": ("occurred_at", "local_date('occurred_at')"),
    "customers": ("registered_at", "local_date('registered_at')"),
    "marketing_spend": ("spend_date", "'spend_date'"),
}
_OF_FAR = {
    "orders": "History begins or ends with them: all the months between are empty, and after a last day that is"
    " too late all customers seem lost",
    "interactions": "After a last day that is too late all customers seem lost",
    "customers": "Cohorts of these months stand alone, and time to the first purchase is counted in years",
    "marketing_spend": "Costs of acquisition of these months stand beside no sales",
}
_IDS_OF = {
    "customers": (
        ["customer_id"],
        "Orders and accounts are not tied: origin, consent and day of registration are missing for those who buy",
    ),
    "order_items": (["order_id"], "Lines without their order are refused: products and categories are incomplete"),
    "interactions": (
        ["customer_id", "visitor_id"],
        "What people did and what they bought are not tied: funnels end before the purchase",
    ),
}

# Free of charge from the start; what a discount took down to nothing was sold.
_FREE = """
select
    count(*) filter (where gross_amount = 0) as row_count,
    count(*) as of_rows
from ({{ accepted_rows('orders') }}) as orders
where treatment = 'purchase'
"""

RULES: tuple[Rule, ...] = (
    *(
        Rule(
            "ids_hardly_meet",
            name,
            _IDS % {"input": name, "columns": columns, "fewest": _FEWEST_IDS, "hardly": _HARDLY},
            "Of {of_rows} ids of {column_name} that could be both in orders and in " + name + ", {met} are{hint}",
            effect,
            "See whether both files mean the same ids, and write them alike: by an expression in the mapping, or with"
            " `prefix: none` where a source's key stands before one of them only",
            needs=("orders",),
        )
        for name, (columns, effect) in _IDS_OF.items()
    ),
    *(
        Rule(
            "rows_far_away",
            name,
            _FAR % {"input": name, "column": column, "day": day},
            "Rows that lie two years or more apart from all others, which are of {first_day} to {last_day}: {row_count}"
            " ({share})",
            _OF_FAR[name],
            "Look for a mistyped year, a clock that was not set, or rows of a test",
            *([NOTICE] if name in ("customers", "marketing_spend") else []),
        )
        for name, (column, day) in _DAYS.items()
    ),
    Rule(
        "as_of_after_last_sale",
        "interactions",
        _AS_OF,
        "The last sale is of {last_sale}, but interactions go on until {last_day}, {row_count} days later",
        "The marts count up to the later day, so customers seem to have stopped buying",
        "Land the orders of these days. Where there are none to come yet, set the var `as_of_follows: purchases`",
        needs=("orders",),
    ),
    Rule(
        "orders_of_no_value",
        "orders",
        _FREE,
        "Orders that cost nothing before any discount: {row_count} ({share} of the sales)",
        "They count as purchases: whoever got a sample or a replacement seems to come back, and the average order is"
        " smaller",
        "Where they are samples, replacements or tests, give them a status that is no sale, at the source or by `when`"
        " in the mapping",
        NOTICE,
    ),
    Rule(
        "amounts_of_another_unit",
        "orders",
        _UNITS,
        "Orders whose amounts are about {factor} {than} the others, {where_met}: {row_count} ({share})",
        "Where they are cents, thousands or another currency, revenue and customer value are wrong by that much",
        "See which unit they are in. Give their currency, or bring them to one unit by an expression in the mapping",
    ),
)
