"""What looks wrong in rows that a build would take: one table of rules, each a query over the checked inputs.

A rule is for what passes the front door and still makes figures wrong. It must hold back where it cannot know: each has
a test that raises it and one that must not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from retensi.front_door import rules_across
from retensi.front_door.render import FrontDoor
from retensi.front_door.rule import NOTICE, WARNING, Rule


@dataclass(frozen=True)
class Finding:
    """Something about an input that a person should look at.

    Attributes:
        name: The rule, such as ``times_without_offset``.
        input: The input it is about.
        severity: ``warning`` where figures are likely wrong, else ``notice``.
        rows: Rows, or other things the text names, that it holds for.
        share: Their share of all that could be; None where there is no such whole.
        says: What was found, as a sentence.
        examples: Values met, without personal data: of ids and mails only how many, or their shape.
        effect: What it does to the figures.
        advice: What to do.
    """

    name: str
    input: str
    severity: str
    rows: int
    share: float | None
    says: str
    examples: tuple[str, ...]
    effect: str
    advice: str


def findings(front_door: FrontDoor, given: set[str]) -> Iterator[Finding]:
    """Look at the inputs of a front door that was built.

    Args:
        front_door: With its received, checked and superseded models built.
        given: The inputs that came.
    """
    for rule in RULES:
        if {rule.input, *rule.needs} <= given and (query := front_door.render(rule.query)).strip():
            yield from (_finding(rule, row) for row in front_door.run_query(query).dicts() if row["row_count"])


def _finding(rule: Rule, row: dict[str, Any]) -> Finding:
    rows, of_rows = int(row["row_count"]), row["of_rows"]
    share = rows / of_rows if of_rows else None
    facts = {name: _written(name, value) for name, value in row.items()}
    return Finding(
        name=rule.name,
        input=rule.input,
        severity=_severity(rule, row, share),
        rows=rows,
        share=share,
        says=rule.says.format(**facts, share=_percent(share)),
        examples=tuple(row.get("examples") or ()),
        effect=rule.effect,
        advice=rule.advice,
    )


def _severity(rule: Rule, row: dict[str, Any], share: float | None) -> str:
    is_light = not row["is_grave"] if "is_grave" in row else share is not None and share < rule.grave_from
    return NOTICE if is_light else WARNING if "is_grave" in row else rule.severity


def _written(name: str, value: Any) -> str:
    if name.endswith("_share"):
        return _percent(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _percent(share: float | None) -> str:
    if share is None:
        return "an unknown share"
    return "under 0.1 %" if 0 < share < 0.001 else f"{100 * share:.1f} %"


# Of the amounts only those of the currency that most orders have: others cannot be added up. That a fifth of all orders
# is cancelled or fails is nothing rare; that a fifth stays open is.
_STATUSES = """
with orders as (
    select
        status,
        treatment,
        quarantine_reason,
        coalesce(gross_amount, 0) as amount,
        coalesce(currency, '{{ var("reporting_currency") }}') as currency
    from {{ ref('retensi', 'checked_orders') }}
    where
        (quarantine_reason is null or quarantine_reason = 'unknown_status')
        and _row_id not in (select _row_id from {{ ref('retensi', 'superseded_rows') }} where input = 'orders')
),

usual as (
    select mode(currency) as currency from orders
),

by_status as (
    select
        coalesce(orders.status, '(empty)') as status,
        %s as is_met,
        coalesce(orders.status, '') not in ('cancelled', 'canceled', 'failed', 'declined', 'expired', 'test')
            as is_open,
        count(*) as row_count,
        coalesce(sum(orders.amount) filter (where orders.currency = usual.currency and orders.amount > 0), 0) as amount
    from orders
    cross join usual
    group by all
)

select
    sum(row_count) filter (where is_met) as row_count,
    sum(row_count) as of_rows,
    cast(sum(amount) filter (where is_met) as double) / nullif(cast(sum(amount) as double), 0) as amount_share,
    list(
        (case when status like '%%@%%' then {{ shape_of('status') }} else substr(status, 1, 80) end)
        || ' (' || row_count || ')'
        order by row_count desc, status
    ) filter (where is_met)[1:5] as examples,
    coalesce(sum(row_count) filter (where is_met) >= 0.5 * sum(row_count), false)
    or coalesce(sum(row_count) filter (where is_met and is_open) >= 0.2 * sum(row_count), false)
    or coalesce(5 * sum(amount) filter (where is_met and is_open) >= sum(amount) and sum(amount) > 0, false) as is_grave
from by_status
"""

_WORDS_FOR_NOBODY = (
    "'nan', 'null', 'none', 'n/a', '#n/a', 'na', 'nil', '-', '--', 'undefined', 'unknown', 'guest', 'anonymous',"
    " 'anonymous@anonymous.com', 'tamu', 'anonim'"
)
_NUMBERS_FOR_NOBODY = "'0', '00', '000', '0000', '0.0', '-1'"

_MANY_MAILS = """
with orders as (
    select customer_id, hash(lower(email)) as mail
    from ({{ accepted_rows('orders') }}) as orders
    where customer_id is not null and not {{ is_erased('customer_id') }} and lower(customer_id) not in (%s)
),

of_several as (
    select customer_id from orders group by customer_id having min(mail) <> max(mail)
),

by_id as (
    select
        orders.customer_id,
        count(*) as orders,
        count(distinct orders.mail) as mails
    from orders
    inner join of_several on orders.customer_id = of_several.customer_id
    group by orders.customer_id
)

select
    sum(orders) filter (where mails >= 3) as row_count,
    (select count(*) from orders) as of_rows,
    count(*) filter (where mails >= 3) as ids,
    list({{ shape_of('customer_id') }} || ' with ' || mails || ' mail addresses' order by mails desc, customer_id)
        filter (where mails >= 3)[1:3] as examples
from by_id
""" % (_WORDS_FOR_NOBODY + ", " + _NUMBERS_FOR_NOBODY)

# Ids that take part in any merge count as one.
_MANY_IDS = """
with pairs as (
    select lower(email) as mail, customer_id from ({{ accepted_rows('orders') }}) as orders
    union
    select lower(email) as mail, customer_id from ({{ accepted_rows('customers') }}) as customers
),

merged as (
    select customer_id from {{ ref('retensi', 'checked_customer_merges') }} where quarantine_reason is null
    union
    select merged_into from {{ ref('retensi', 'checked_customer_merges') }} where quarantine_reason is null
),

by_mail as (
    select
        pairs.mail,
        count(*) filter (where merged.customer_id is null)
        + least(count(*) filter (where merged.customer_id is not null), 1) as ids
    from pairs
    left join merged on pairs.customer_id = merged.customer_id
    where pairs.mail is not null and pairs.customer_id is not null and not {{ is_erased('pairs.mail') }}
    group by pairs.mail
),

by_number as (
    select ids, count(*) as mails from by_mail group by ids
)

select
    sum(mails) filter (where ids > 1) as row_count,
    sum(mails) as of_rows,
    sum(mails * ids) filter (where ids > 1) as ids,
    list(mails || ' with ' || ids || ' ids' order by ids desc) filter (where ids > 1)[1:3] as examples
from by_number
"""

# 0 and -1 can be the ids of somebody: not where they have several mails, or far more rows than other ids have.
_PLACEHOLDERS = """
with accepted as ({{ accepted_rows('%(input)s') }}),

by_value as (
    {%%- for column in %(columns)s %%}
    select
        '{{ column }}' as column_name,
        lower({{ column }}) as met,
        count(*) as row_count,
        %(mails)s as mails,
        (select count({{ column }}) / approx_count_distinct({{ column }}) from accepted) as rows_of_each
    from accepted
    where lower({{ column }}) in (%(words)s, %(numbers)s)
    group by lower({{ column }})
    {%%- if not loop.last %%}
    union all
    {%%- endif %%}
    {%%- endfor %%}
),

judged as (
    select
        *,
        met in (%(words)s) or mails >= 2 or (row_count >= 5 and row_count >= 5 * rows_of_each) as stands_for_nobody
    from by_value
)

select
    sum(row_count) filter (where stands_for_nobody) as row_count,
    (select count(*) from accepted) as of_rows,
    list(column_name || ' ''' || met || ''' (' || row_count || ')' order by row_count desc, column_name, met)
        filter (where stands_for_nobody)[1:5] as examples
from judged
"""

_TIMES = """
{%%- if '%(column)s' in text_columns('%(input)s') and var('reporting_timezone') != 'UTC' %%}
with read as (
    select
        {{ read_text('received.%(column)s') }} as written,
        checked.%(column)s as moment
    from {{ ref('retensi', 'received_%(input)s') }} as received
    inner join {{ ref('retensi', 'checked_%(input)s') }} as checked on received._row_id = checked._row_id
    where checked.quarantine_reason is null
),

-- Taken for local, such a time lies on the day that is written; taken for UTC, on the one behind the front door.
judged as (
    select
        written,
        length(written) > 10 and not {{ matches('substr(written, 11)', '[Zz+-]') }} as is_without,
        cast(moment as date) <> {{ local_date('moment') }} as moves_day,
        date_trunc('month', moment) <> date_trunc('month', {{ local_time('moment') }}) as moves_month
    from read
)

select
    count(*) filter (where is_without) as row_count,
    count(*) as of_rows,
    '{{ var("reporting_timezone") }}' as zone,
    count(*) filter (where is_without and moves_day) as days_moved,
    count(*) filter (where is_without and moves_month) as months_moved,
    list_distinct(list(written order by written) filter (where is_without and moves_day)[1:3]) as examples,
    count(*) filter (where is_without and moves_day) > 0.01 * count(*) as is_grave
from judged
{%%- endif %%}
"""

_AMOUNT_COLUMNS = {
    "orders": ("gross_amount", "discount_amount", "refunded_amount", "cost_amount"),
    "order_items": ("amount",),
    "marketing_spend": ("amount",),
}

_DECIMAL_COMMA = """
with refused as (
    {%%- for column in %(columns)s if column in text_columns('%(input)s') %%}
    select
        '{{ column }}' as column_name,
        {{ read_text('received.' ~ column) }} as written,
        checked._row_id
    from {{ ref('retensi', 'received_%(input)s') }} as received
    inner join {{ ref('retensi', 'checked_%(input)s') }} as checked on received._row_id = checked._row_id
    where checked.quarantine_reason = 'unreadable_amount'
    union all
    {%%- endfor %%}
    select null as column_name, cast(null as varchar) as written, null as _row_id where 1 = 0
)

select
    count(distinct _row_id) as row_count,
    (select count(*) from {{ ref('retensi', 'received_%(input)s') }}) as of_rows,
    list(column_name || ' ''' || written || '''' order by _row_id)[1:3] as examples
from refused
where regexp_matches(written, '^[+-]?([0-9]+|[0-9]{1,3}([. ''][0-9]{3})+),[0-9]{1,2}$')
"""

# Currencies that have three decimals write 12.500 and mean it; what a mapping computes is not as it came.
_THOUSANDS = """
{%%- set computed = input_source('%(input)s').parts | map(attribute='computed', default=[]) | sum(start=[]) %%}
with written as (
    {%%- for column in %(columns)s if column in text_columns('%(input)s') and column not in computed %%}
    select
        '{{ column }}' as column_name,
        {{ column }} as written
    from {{ ref('retensi', 'received_%(input)s') }}
    where {{ column }} is not null
    union all
    {%%- endfor %%}
    select null as column_name, cast(null as varchar) as written where 1 = 0
),

judged as (
    select
        column_name,
        written,
        contains(written, '.') as has_point,
        substr(written, -4, 1) = '.' and length(written) between 5 and 7 and substr(written, 1, 1) between '1' and '9'
            as is_thousands
    from written
    where written not in ('', '0', '0.0', '0.00', '0.000')
),

by_column as (
    select
        column_name,
        count(*) as row_count,
        count(*) filter (where has_point) as with_point,
        count(*) filter (where is_thousands) as thousands,
        min(written) filter (where is_thousands) as example
    from judged
    group by column_name
)

select
    sum(thousands) as row_count,
    sum(row_count) as of_rows,
    list(column_name || ' ''' || example || '''' order by column_name) as examples
from by_column
where
    thousands >= 3 and thousands = with_point and 2 * thousands >= row_count
    and '{{ var("reporting_currency") }}' not in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')
"""

# Nobody gets a discount above the price, or more back than was paid; and the lines of an order add up to its price.
_TOTALS = """
with lines as (
    select
        order_id,
        sum(amount) as amount,
        count(*) filter (where amount is null) = 0 as is_whole
    from ({{ accepted_rows('order_items') }}) as order_items
    group by order_id
),

orders as (
    select
        orders.order_id,
        cast(orders.gross_amount as double) as gross,
        cast(orders.discount_amount as double) as discount,
        cast(orders.refunded_amount as double) as refunded,
        case when lines.is_whole then lines.amount end as lines
    from ({{ accepted_rows('orders') }}) as orders
    left join lines on orders.order_id = lines.order_id
    where orders.treatment = 'purchase' and orders.discount_amount > 0.01
),

judged as (
    select
        *,
        discount > gross + 0.01
        or (gross > 0 and refunded = gross)
        or coalesce(abs(lines - gross - discount) <= 0.01, false) as looks_net,
        coalesce(abs(lines - gross) <= 0.01, false)
        or coalesce(discount < gross and abs(refunded - gross + discount) < 0.005, false) as looks_gross
    from orders
)

select
    count(*) filter (where looks_net and not looks_gross) as row_count,
    count(*) as of_rows,
    list(
        printf('gross %.2f discount %.2f refunded %.2f', gross, discount, coalesce(refunded, 0))
        order by order_id
    )
        filter (where looks_net)[1:3] as examples
from judged
having count(*) filter (where looks_net and not looks_gross) > count(*) filter (where looks_gross)
"""

# A day is missed where the shop sells 10 a day or more on both sides of the gap, and not on weekdays it is mostly shut.
# Up to three of them in a row may be holidays.
_DAYS = """
with days as (
    select {{ local_date('ordered_at') }} as day, count(*) as orders
    from ({{ accepted_rows('orders') }}) as orders
    group by 1
),

calendar as (
    select cast(unnest(generate_series(min(day), max(day), interval 1 day)) as date) as day from days
),

weekdays as (
    select isodow(calendar.day) as weekday, count(days.day) >= 0.5 * count(*) as is_open
    from calendar
    left join days on calendar.day = days.day
    group by 1
),

gaps as (
    select
        day as day_before,
        lead(day) over (order by day) as day_after,
        avg(orders) over (order by day rows between 13 preceding and current row) as orders_before,
        avg(orders) over (order by day rows between 1 following and 14 following) as orders_after
    from days
),

missing as (
    select
        calendar.day,
        count(*) over (partition by gaps.day_before) as days_in_a_row
    from calendar
    inner join gaps on calendar.day > gaps.day_before and calendar.day < gaps.day_after
    inner join weekdays on isodow(calendar.day) = weekdays.weekday
    where weekdays.is_open and least(gaps.orders_before, gaps.orders_after) >= 10
)

select
    count(*) as row_count,
    (select count(*) from calendar) as of_rows,
    list(cast(day as varchar) order by day)[1:5] as examples,
    coalesce(max(days_in_a_row) >= 4, false) as is_grave
from missing
"""

_NOBODY = """
select
    count(*) filter (where customer_id is null and email is null and visitor_id is null) as row_count,
    count(*) as of_rows,
    count(*) filter (where customer_id is null and email is null and visitor_id is null) >= 0.2 * count(*) as is_grave
from ({{ accepted_rows('orders') }}) as orders
where treatment = 'purchase'
"""

_EMPTY = """
select case when count(*) = 0 then 1 else 0 end as row_count, 0 as of_rows
from (select 1 from {{ ref('retensi', 'received_%(input)s') }} limit 1) as received
"""

# Versions that say nothing else count as one. Decided by the row is what differs within the later file.
_VERSIONS = """
{%%- set contract = input_contract()['%(input)s'] %%}
{%%- set columns = contract.columns.keys() | list %%}
with repeated as (
    select distinct checked.{{ contract.key[0] }} as id
    from {{ ref('retensi', 'checked_%(input)s') }} as checked
    inner join {{ ref('retensi', 'superseded_rows') }} as superseded
        on superseded.input = '%(input)s' and checked._row_id = superseded._row_id
),

versions as (
    select
        repeated.id,
        {{ row_hash(columns) }} as content,
        checked._row_id,
        places.file_place,
        dense_rank() over (
            partition by repeated.id order by {{ contract.version[0] }} desc nulls last
        ) as version,
        dense_rank() over (
            partition by repeated.id order by {{ contract.version[0] }} desc nulls last, places.file_place desc
        ) as version_and_file
    from {{ ref('retensi', 'checked_%(input)s') }} as checked
    inner join repeated on checked.{{ contract.key[0] }} = repeated.id
    left join ({{ places_received('%(input)s') }}) as places on checked._row_id = places._row_id
    where checked.quarantine_reason is null
),

tied as (
    select
        id,
        count(file_place) > 0 as has_files,
        count(distinct content) filter (where version_and_file = 1) > 1 as is_by_row,
        any_value(_row_id) filter (where version_and_file = 1) as _row_id
    from versions
    where version = 1
    group by id
    having count(distinct content) > 1
),

by_file as (
    select
        regexp_extract(received._source, '[^/]*$') as file,
        count(*) as won
    from tied
    inner join {{ ref('retensi', 'received_%(input)s') }} as received on tied._row_id = received._row_id
    group by file
)

select
    count(*) as row_count,
    (select count(*) from ({{ accepted_rows('%(input)s') }}) as accepted) as of_rows,
    '{{ contract.version[0] }}' as version,
    count(*) filter (where has_files and not is_by_row) as decided_by_file,
    count(*) filter (where has_files and is_by_row) as decided_by_row,
    (select list(file || ' ' || won order by won desc, file)[1:3] from by_file) as examples
from tied
"""

_SIGNS = """
with orders as (
    {%- for column in ['discount_amount', 'refunded_amount', 'cost_amount'] %}
    select '{{ column }}' as column_name, {{ column }} as amount from ({{ accepted_rows('orders') }}) as orders
    where {{ column }} <> 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

by_column as (
    select column_name, count(*) filter (where amount < 0) as negative, count(*) as row_count
    from orders
    group by column_name
)

select
    sum(negative) as row_count,
    sum(row_count) as of_rows,
    list(column_name || ' (' || negative || ' of ' || row_count || ' below 0)' order by column_name) as examples
from by_column
where negative > 0
"""

_PEOPLE = {
    "orders": ("customer_id", "email", "visitor_id"),
    "interactions": ("customer_id", "visitor_id"),
    "customers": ("customer_id", "email"),
}
_WITHOUT = {
    "orders": "There is nothing to build",
    "interactions": "Figures of contacts, campaigns, funnels, feedback and loyalty stay empty",
    "customers": "Nobody has a day of registration, a channel or consent from here",
    "order_items": "Figures of products and categories stay empty",
    "marketing_spend": "Acquisition costs and return on spend stay empty",
    "exchange_rates": "Amounts in other currencies than the reporting currency are refused",
    "customer_merges": "No ids are joined by it",
    "erasure_requests": "Nobody is forgotten by it",
}

# A warning is one from this share on: below it figures move by less than anybody sees.
_FEW = 0.01
# Which column says which of several versions is newest.
_TIMES_OF_CHANGE = {
    "orders": "updated_at",
    "interactions": "updated_at",
    "customers": "updated_at",
    "customer_merges": "merged_at",
}

RULES: tuple[Rule, ...] = (
    *(
        Rule(
            "input_empty",
            name,
            _EMPTY % {"input": name},
            "The input was given, but its files hold no row",
            effect,
            "See whether the export broke off; take the file away where there is nothing to give",
        )
        for name, effect in _WITHOUT.items()
    ),
    Rule(
        "statuses_ignored",
        "orders",
        _STATUSES % "coalesce(orders.treatment = 'ignored' and orders.quarantine_reason is null, false)",
        "Orders with a status that is no sale: {row_count} of {of_rows} ({share}), with {amount_share} of the amount",
        "They are in no figure of revenue, customers or retention",
        "Where some of them are sales, such as cash on delivery that stays pending, make their status a purchase in the"
        " seed order_statuses, or give them another one by the mapping",
        NOTICE,
    ),
    Rule(
        "statuses_unknown",
        "orders",
        _STATUSES % "orders.quarantine_reason = 'unknown_status'",
        "Orders with a status that nobody knows: {row_count} of {of_rows} ({share}), with {amount_share} of the amount",
        "They are refused, so they are in no figure",
        "Add each status to the seed order_statuses, or map it to one that is there",
    ),
    *(
        Rule(
            "placeholder_ids",
            name,
            _PLACEHOLDERS
            % {
                "input": name,
                "columns": list(columns),
                "words": _WORDS_FOR_NOBODY,
                "numbers": _NUMBERS_FOR_NOBODY,
                "mails": "count(distinct lower(email))" if name == "orders" else "0",
            },
            "Ids or mails that seem to stand for nobody: {row_count} ({share} of the rows)",
            "All these rows count as one customer, who seems to come back again and again",
            "Leave the value empty for guests, or name it under placeholders in the mapping",
            grave_from=_FEW,
        )
        for name, columns in _PEOPLE.items()
    ),
    Rule(
        "id_with_many_mails",
        "orders",
        _MANY_MAILS,
        "Customer ids that came with three mail addresses or more: {ids}, with {row_count} orders ({share})",
        "Several people count as one customer: too few customers, too many of them coming back",
        "See whether such an id is a till, a marketplace or a placeholder; leave it empty for these orders",
        grave_from=_FEW,
    ),
    Rule(
        "mail_with_many_ids",
        "orders",
        _MANY_IDS,
        "Mail addresses that came with several customer ids: {row_count} ({share}), {ids} ids in all",
        "One person counts as several customers: too many customers, too few of them coming back",
        "Where the shop gives a new id at each guest checkout, leave the id of guests empty; else land customer_merges",
        grave_from=_FEW,
    ),
    *(
        Rule(
            "times_without_offset",
            name,
            _TIMES % {"input": name, "column": column},
            "Times of "
            + column
            + " without an offset, read as UTC: {row_count} ({share}). If they are times of {zone},"
            " {days_moved} lie on another day and {months_moved} in another month",
            "Rows around midnight count for the wrong day, at the end of a month for the wrong month",
            "Say in the mapping which time_zone they are in, or write the offset, such as 2024-03-01T09:30:00+07:00",
        )
        for name, column in {"orders": "ordered_at", "interactions": "occurred_at"}.items()
    ),
    *(
        Rule(
            "decimal_comma",
            name,
            _DECIMAL_COMMA % {"input": name, "columns": list(columns)},
            "Rows refused for an amount that seems to have a decimal comma: {row_count} ({share})",
            "They are in no figure",
            'Say `decimal: ","` in the format of the mapping, or write amounts with a point',
        )
        for name, columns in _AMOUNT_COLUMNS.items()
    ),
    *(
        Rule(
            "points_for_thousands",
            name,
            _THOUSANDS % {"input": name, "columns": list(columns)},
            "Amounts with exactly three digits behind a point, where none has it elsewhere: {row_count} ({share})",
            "If the points separate thousands, amounts are taken for a thousandth of what they are",
            'If they do, say `decimal: ","` in the format of the mapping, or write amounts without separators',
        )
        for name, columns in _AMOUNT_COLUMNS.items()
    ),
    Rule(
        "totals_after_discount",
        "orders",
        _TOTALS,
        "Orders with a discount whose gross_amount seems to be the total after it: {row_count} of {of_rows} ({share})",
        "The discount is taken off a second time: revenue is too low, and refunds of such orders are cut",
        "gross_amount is the price before discount. Where the file has the total after it, give that as total_amount by"
        " the mapping, or add the discount to it",
        grave_from=_FEW,
    ),
    Rule(
        "negative_discounts",
        "orders",
        _SIGNS,
        "Discounts, refunds or costs below 0: {row_count} ({share})",
        "They count as 0, so revenue and margin are too high",
        "Where the minus sign only says that it is taken off, say `signs: as_amounts` in the mapping",
        grave_from=0.05,
    ),
    Rule(
        "days_without_orders",
        "orders",
        _DAYS,
        "Days without an order, where there are ten or more a day before and after: {row_count} ({share})",
        "Revenue of these days is missing; people seem to have stopped buying",
        "See whether an export is missing. Holidays on which the shop was shut need nothing",
    ),
    Rule(
        "orders_without_person",
        "orders",
        _NOBODY,
        "Sales that name nobody, without customer_id, email and visitor_id: {row_count} of {of_rows} ({share})",
        "Their revenue counts, but for no customer: retention and customer value are of the others only",
        "See whether the export has a mail address, a phone or a card by which buyers can be told apart",
        NOTICE,
    ),
    *(
        Rule(
            "versions_tied",
            name,
            _VERSIONS % {"input": name},
            "Keys that came more than once, where {version} does not say which row is newest: {row_count} ({share});"
            " the later file decided {decided_by_file}, the later row of a file {decided_by_row}",
            "The row of the later file counts, in one file the later row, in tables any of them: where names of"
            " files do not say when they were written, it may be the older one",
            f"Deliver the time of the last change as {version}, or name files so that newer ones come later:"
            " `orders_2.csv` comes before `orders_10.csv`",
            grave_from=_FEW,
        )
        for name, version in _TIMES_OF_CHANGE.items()
    ),
    *rules_across.RULES,
)
