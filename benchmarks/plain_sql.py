"""What somebody who knows the shop writes by hand: plain DuckDB SQL from its files to seven tables of the marts.

    python -m benchmarks.plain_sql make INPUTS FILE THREADS      # the tables, and what each part took
    python -m benchmarks.plain_sql compare FILE WAREHOUSE        # row by row with the marts of a build

It counts on what holds for a simulated shop: ids with a number in them, whole seconds of UTC, one currency, rows
without flaws, no phones, no customers merged or erased. It makes one funnel of four, checks and corrects nothing, and
begins anew each time. What it makes is the same, and that is compared.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from benchmarks.measured import SETTINGS, timed

# Nobody who writes by hand asks in which order rows lie.
UNORDERED = "set preserve_insertion_order = false"
# A customer, visitor, order or interaction is the number in its id. Who is known by an email address alone has a number
# above those, a visitor whom nobody knows the negative one.
FIRST_GUEST = 1_000_000_000

# Each part makes tables out of those before it.
PARTS = {
    "orders": """
create temp table latest_orders as
select
    cast(order_id[3:] as integer) as order_number,
    cast(customer_id[3:] as integer) as customer,
    cast(visitor_id[3:] as bigint) as visitor,
    email,
    ordered_at,
    cast(ordered_at as date) as order_date,
    channel,
    status not in ('credit_note', 'cancelled', 'failed', 'declined') as is_purchase,
    case
        when status = 'credit_note' then -abs(gross_amount)
        when status in ('cancelled', 'failed', 'declined') then 0
        else gross_amount - discount_amount - refunded_amount
    end as net_revenue,
    case
        when status = 'credit_note' then coalesce(cost_amount, 0)
        when status in ('cancelled', 'failed', 'declined') then 0
        else -coalesce(cost_amount, 0)
    end as less_cost
from read_parquet('{inputs}/orders/*.parquet')
qualify row_number() over (partition by order_id order by updated_at desc) = 1;
""",
    "accounts": """
create temp table accounts as
select
    cast(customer_id[3:] as integer) as customer, email, registered_at, acquisition_channel, city, country
from read_parquet('{inputs}/customers/*.parquet')
qualify row_number() over (partition by customer_id order by updated_at desc) = 1;
""",
    "interactions": """
create temp table actions as
select
    cast(interaction_id[3:] as integer) as interaction_number,
    cast(customer_id[3:] as integer) as customer,
    cast(visitor_id[3:] as bigint) as visitor,
    cast(epoch(occurred_at) as bigint) as second,
    cast(case
        when interaction_type in ('ad_impression', 'ad_click', 'social_view') then 1
        when interaction_type in ('page_view', 'product_view', 'search', 'message_opened', 'message_clicked') then 2
        when interaction_type in ('wishlist_added', 'cart_added', 'checkout_started') then 3
        else 0
    end as tinyint) as step
from read_parquet('{inputs}/interactions/*.parquet');
""",
    "who is who": """
create temp table visitors as
with named as (
    select visitor, customer, min(second) as second
    from actions
    where visitor is not null and customer is not null
    group by all
    union all
    select visitor, coalesce(latest_orders.customer, accounts.customer), epoch(ordered_at)
    from latest_orders
    left join accounts using (email)
    where visitor is not null and coalesce(latest_orders.customer, accounts.customer) is not null
)
select visitor, arg_min(customer, (second, customer)) as customer
from named
group by visitor;

create temp table emails as
select email, coalesce(
    any_value(accounts.customer),
    arg_min(visitors.customer, ordered_at),
    {first_guest} + row_number() over (order by email)
) as customer
from latest_orders
left join accounts using (email)
left join visitors using (visitor)
where email is not null
group by email;

insert into visitors
select visitor, arg_min(emails.customer, ordered_at)
from latest_orders
inner join emails using (email)
where visitor is not null and visitor not in (select visitor from visitors)
group by visitor;

create temp table orders as
select
    coalesce(latest_orders.customer, emails.customer, visitors.customer) as customer,
    latest_orders.* exclude (customer, visitor, email)
from latest_orders
left join emails using (email)
left join visitors using (visitor);

create temp table people as
with contacts as (
    select customer, min(order_date) as day from orders group by customer
    union all
    select customer, cast(make_timestamp(min(second) * 1000000) as date)
    from (
        select coalesce(actions.customer, visitors.customer) as customer, second
        from actions
        left join visitors on case when actions.customer is null then actions.visitor end = visitors.visitor
    )
    group by customer
),
first_contacts as (
    select customer, min(day) as first_contact from contacts where customer is not null group by customer
)
select
    customer, registered_at, acquisition_channel, city, country,
    least(cast(registered_at as date), first_contact) as known_since,
    case
        when registered_at is null or first_contact < cast(registered_at as date) then 'first_contact'
        else 'registration'
    end as known_by
from accounts
full join first_contacts using (customer);

set variable first_day = (select date_trunc('month', min(order_date)) from orders);
set variable as_of = (
    select greatest(max(order_date), (select cast(make_timestamp(max(second) * 1000000) as date) from actions))
    from orders
);
""",
    "buyers": """
create temp table buyers as
with summed as (
    select
        customer,
        min(ordered_at) filter (is_purchase) as first_order_at,
        max(ordered_at) filter (is_purchase) as last_order_at,
        arg_min(channel, (ordered_at, order_number)) filter (is_purchase) as first_channel,
        count(*) filter (is_purchase) as order_count,
        sum(net_revenue) filter (is_purchase) as net_revenue_of_purchases,
        sum(net_revenue) as net_revenue,
        sum(net_revenue + less_cost) as margin,
        -- A bit for each month at whose end the last purchase is at most 90 days ago.
        bit_or(
            (1::bigint << case
                when order_date + 91 > getvariable('as_of')
                    then date_diff('month', getvariable('first_day'), getvariable('as_of')) + 1
                else date_diff('month', getvariable('first_day'), order_date + 91)
            end)
            - (1::bigint << date_diff('month', getvariable('first_day'), order_date))
        ) filter (is_purchase) as active_months
    from orders
    where customer is not null
    group by customer
)
select *, cast(first_order_at as date) as first_order_date, cast(last_order_at as date) as last_order_date
from summed;
""",
    **{
        f"cohorts by {unit}": f"""
create table cohort_retention_by_{unit} as
with periods_of_buyers as (
    select
        customer,
        date_diff('{unit}', getvariable('first_day'), order_date) as period,
        count(*) filter (is_purchase) as orders,
        sum(net_revenue) as net_revenue
    from orders
    where customer is not null
    group by all
),
cohorts as (
    select
        customer,
        date_diff('{unit}', getvariable('first_day'), first_order_date) as cohort,
        date_diff('{unit}', getvariable('first_day'), last_order_date) as last_period
    from buyers
    where order_count > 0
),
sizes as (
    select cohort, count(*) as cohort_size from cohorts group by cohort
),
activity as (
    select
        cohort, period, count(*) filter (orders > 0) as retained_customers, sum(orders) as orders,
        sum(net_revenue) as net_revenue
    from periods_of_buyers
    inner join cohorts using (customer)
    where period >= cohort
    group by cohort, period
),
last_seen as (
    select cohort, last_period as period, count(*) as last_seen_customers from cohorts group by all
),
cells as (
    select
        cohort, period, cohort_size,
        coalesce(retained_customers, 0) as retained_customers,
        sum(coalesce(last_seen_customers, 0)) over (partition by cohort order by period desc) as retained_on_or_after,
        coalesce(orders, 0) as orders,
        coalesce(net_revenue, 0) as net_revenue,
        sum(coalesce(net_revenue, 0)) over (partition by cohort order by period) as cumulative_net_revenue,
        date_trunc('{unit}', getvariable('first_day')) + to_{unit}s(period::int + 1) <= getvariable('as_of') + 1
            as is_complete
    from sizes
    inner join range(date_diff('{unit}', getvariable('first_day'), getvariable('as_of')) + 1) as periods (period)
        on period >= cohort
    left join activity using (cohort, period)
    left join last_seen using (cohort, period)
)
select
    cast(date_trunc('{unit}', getvariable('first_day')) + to_{unit}s(cohort::int) as date) as cohort_{unit},
    period - cohort as period_number,
    cohort_size,
    retained_customers,
    retained_customers / cohort_size as retention_rate,
    retained_on_or_after,
    retained_on_or_after / cohort_size as retention_rate_on_or_after,
    orders,
    net_revenue,
    cumulative_net_revenue,
    cumulative_net_revenue / cohort_size as cumulative_revenue_per_customer,
    is_complete
from cells;
"""
        for unit in ("month", "week")
    },
    "growth accounting": """
create table retention_by_month as
with months as (
    select
        place,
        sum(before) as opening_customers,
        sum(before & now) as retained_customers,
        sum(now) filter (first_place = place) as new_customers,
        sum(now & ~before) filter (first_place < place) as reactivated_customers,
        sum(now) as closing_customers
    from (
        select
            place,
            (active_months >> place) & 1 as now,
            (active_months << 1 >> place) & 1 as before,
            date_diff('month', getvariable('first_day'), first_order_date) as first_place
        from buyers
        cross join range(date_diff('month', getvariable('first_day'), getvariable('as_of')) + 1) as months (place)
        where order_count > 0
    )
    group by place
)
select
    cast(getvariable('first_day') + to_months(place::int) as date) as month,
    opening_customers,
    retained_customers,
    opening_customers - retained_customers as lapsed_customers,
    coalesce(new_customers, 0) as new_customers,
    coalesce(reactivated_customers, 0) as reactivated_customers,
    closing_customers,
    retained_customers / nullif(opening_customers, 0) as retention_rate,
    (opening_customers - retained_customers) / nullif(opening_customers, 0) as churn_rate,
    getvariable('first_day') + to_months(place::int + 1) <= getvariable('as_of') + 1 as is_complete
from months;
""",
    "feedback": """
create temp table feedback as
with said as (
    select distinct
        cast(interaction_id[3:] as integer) as interaction_number,
        customer_id,
        visitor_id,
        occurred_at,
        interaction_type,
        interaction_type in ('complaint_opened', 'complaint_reopened', 'complaint_resolved') as is_complaint,
        reference_id,
        value
    from read_parquet('{inputs}/interactions/*.parquet')
    where interaction_type in (
        'nps_response', 'csat_response', 'review_submitted', 'complaint_opened', 'complaint_reopened',
        'complaint_resolved'
    )
),
by_person as (
    select
        coalesce(cast(said.customer_id[3:] as integer), visitors.customer) as speaker, said.*
    from said
    left join visitors on cast(said.visitor_id[3:] as bigint) = visitors.visitor
),
-- A complaint is its opener's, and begins with the opening.
complaints as (
    select
        reference_id,
        arg_min(speaker, (occurred_at, interaction_number)) as customer,
        min((occurred_at, interaction_number)) as opened
    from by_person
    where interaction_type = 'complaint_opened'
    group by reference_id
)
select
    coalesce(complaints.customer, speaker) as customer,
    case when is_complaint then by_person.reference_id else interaction_type end as topic,
    interaction_number,
    occurred_at,
    case
        when is_complaint then interaction_type <> 'complaint_resolved'
        when interaction_type = 'nps_response' then value <= 6
        else value <= 2
    end as is_negative,
    not is_complaint or interaction_type = 'complaint_opened' as is_opening
from by_person
left join complaints on case when is_complaint then by_person.reference_id end = complaints.reference_id
where
    coalesce(complaints.customer, speaker) is not null
    and (not is_complaint or (occurred_at, interaction_number) >= opened);
""",
    "stage history": """
create temp table purchase_days as
select
    customer, order_date as day, count(*) as purchases,
    sum(count(*)) over so_far as purchases_to_date,
    lag(order_date) over so_far as previous_day,
    lead(order_date) over so_far as next_day
from orders
where is_purchase and customer is not null
group by customer, order_date
window so_far as (partition by customer order by order_date);

-- From when to when an unhappy customer waits, cut to the time between a purchase and the silence after it.
create temp table unhappy as
with purchases as (
    select customer, ordered_at, lead(order_date) over (partition by customer order by ordered_at) as next_day
    from orders
    where is_purchase and customer in (select customer from feedback)
),
after_purchases as (
    select
        feedback.customer, topic, is_negative, purchases.ordered_at as bought_at, cast(bought_at as date) as day,
        cast(occurred_at as date) as said_on, next_day,
        bool_or(is_opening) over so_far as is_open, lead(cast(occurred_at as date)) over so_far as next_said_on
    from feedback
    asof join purchases on feedback.customer = purchases.customer and feedback.occurred_at > purchases.ordered_at
    window so_far as (
        partition by feedback.customer, topic, purchases.ordered_at order by occurred_at, interaction_number
    )
),
stretches as (
    select
        customer, day, purchases_to_date, said_on as unhappy_from,
        least(next_said_on, after_purchases.next_day, day + 61) as unhappy_until,
        least(after_purchases.next_day, day + 61) as fresh_until
    from after_purchases
    inner join purchase_days using (customer, day)
    where
        is_negative and is_open and said_on < least(after_purchases.next_day, day + 61)
        and coalesce(coalesce(next_said_on, after_purchases.next_day) > said_on, true)
),
marked as (
    select *, coalesce(unhappy_from > max(unhappy_until) over earlier, true) as begins
    from stretches
    window earlier as (
        partition by customer, day order by unhappy_from, unhappy_until
        rows between unbounded preceding and 1 preceding
    )
),
numbered as (
    select *, count_if(begins) over (partition by customer, day order by unhappy_from, unhappy_until) as stretch
    from marked
)
select
    customer, day, if(purchases_to_date = 1, 'new', 'repeat') as stage, fresh_until,
    min(unhappy_from) as unhappy_from, max(unhappy_until) as unhappy_until
from numbered
group by customer, day, purchases_to_date, fresh_until, stretch;

create table lifecycle_stage_history as
with points as (
    select customer, known_since as day, 'lead' as stage, known_by as entered_by
    from people
    left join buyers using (customer)
    where first_order_date is null or known_since < first_order_date
    union all
    -- Only purchases that can change the stage: the first two, and those after a silence or a complaint.
    select
        customer, day, if(purchases_to_date = 1, 'new', 'repeat'),
        case
            when purchases = purchases_to_date then 'first_purchase'
            when day - previous_day > 91 then 'reactivation'
            else 'repeat_purchase'
        end
    from purchase_days
    where
        (
            purchases_to_date - purchases < 2 or day - previous_day > 61
            or (customer, previous_day) in (select (customer, day) from unhappy)
        )
        and (customer, day) not in (select (customer, unhappy_from) from unhappy)
    union all
    select customer, day + silence, if(silence = 61, 'at_risk', 'inactive'), 'silence'
    from purchase_days
    cross join (values (61), (91)) as silences (silence)
    where coalesce(next_day > day + silence, true) and day + silence <= getvariable('as_of')
    union all
    select customer, unhappy_from, 'at_risk', 'negative_feedback' from unhappy
    union all
    select customer, unhappy_until, stage, 'feedback_made_good'
    from unhappy
    where unhappy_until < fresh_until and unhappy_until <= getvariable('as_of')
),
changes as (
    select * from points
    qualify stage is distinct from lag(stage) over (partition by customer order by day)
)
select
    if(customer < {first_guest}, 'c' || 1000000000 + customer, null) as customer_id,
    day as valid_from,
    lead(day) over (partition by customer order by day) as valid_to,
    stage as lifecycle_stage,
    entered_by,
    customer
from changes;
""",
    "customers and RFM": """
create table customers as
with ranked as (
    select
        customer, count(*) over () as ranked,
        rank() over (order by last_order_date) - 1 as less_recent,
        rank() over (order by order_count) - 1 as less_frequent,
        rank() over (order by net_revenue) - 1 as less_valuable,
        row_number() over (order by net_revenue desc, customer) - 1 as more_valuable
    from buyers
    where order_count > 0
),
scored as (
    select
        customer,
        1 + 5 * less_recent // ranked as rfm_recency,
        1 + 5 * less_frequent // ranked as rfm_frequency,
        1 + 5 * less_valuable // ranked as rfm_monetary,
        10 * more_valuable < ranked as is_top_decile
    from ranked
),
now as (
    select customer, lifecycle_stage, valid_from from lifecycle_stage_history where valid_to is null
),
joined as (
    select
        people.*, buyers.* exclude (customer), scored.* exclude (customer), lifecycle_stage, valid_from,
        getvariable('as_of') - last_order_date as days_since_last_order
    from people
    left join buyers using (customer)
    left join scored using (customer)
    left join now using (customer)
)
select
    if(customer < {first_guest}, 'c' || 1000000000 + customer, null) as customer_id,
    known_since,
    registered_at,
    coalesce(acquisition_channel, first_channel, 'unknown') as acquisition_channel,
    city,
    country,
    first_order_at,
    last_order_at,
    coalesce(order_count, 0) as order_count,
    coalesce(net_revenue, 0) as net_revenue,
    coalesce(margin, 0) as margin,
    net_revenue_of_purchases / nullif(order_count, 0) as average_order_value,
    lifecycle_stage,
    valid_from as stage_since,
    days_since_last_order,
    rfm_recency,
    rfm_frequency,
    rfm_monetary,
    -- Who is silent is not recent, whatever the others do.
    case
        when days_since_last_order > 90 then if(rfm_frequency >= 4, 'lost_regulars', 'lost')
        when days_since_last_order > 60 then case
            when rfm_frequency >= 4 then 'slipping_away'
            when rfm_frequency >= 2 and rfm_recency >= 3 then 'need_attention'
            when rfm_recency is not null then 'cooling_off'
        end
        when rfm_frequency = 5 then 'champions'
        when rfm_frequency = 4 then 'loyal'
        when rfm_frequency >= 2 then 'promising'
        when rfm_frequency = 1 then 'recent'
    end as rfm_segment,
    coalesce(is_top_decile, false) as is_top_decile
from joined;

create table rfm_segments as
with names (rfm_segment) as (
    values ('champions'), ('loyal'), ('promising'), ('recent'), ('need_attention'), ('cooling_off'), ('slipping_away'),
        ('lost_regulars'), ('lost')
)
select
    rfm_segment,
    count(customers.rfm_segment) as customer_count,
    coalesce(sum(net_revenue), 0) as net_revenue,
    count(customers.rfm_segment) / sum(count(customers.rfm_segment)) over () as customer_share,
    coalesce(sum(net_revenue), 0) / sum(sum(net_revenue)) over () as net_revenue_share
from names
left join customers using (rfm_segment)
group by rfm_segment;
""",
    "funnel": """
-- A moment is one number: seconds since 2024, then whether it is an order, then the number of the row.
create temp table moments as
select
    coalesce(actions.customer, visitors.customer, -actions.visitor) as person, step,
    ((second - 1704067200) << 30) + interaction_number as moment
from actions
left join visitors on case when actions.customer is null then actions.visitor end = visitors.visitor
where step > 0;

insert into moments
select customer, 4, ((cast(epoch(ordered_at) as bigint) - 1704067200) << 30) + (1 << 29) + order_number
from orders
where is_purchase and customer is not null;

create temp table ways as
with step_1 as (
    select person, min(moment) as moment_1 from moments where step = 1 group by person
),
step_2 as (
    select person, moment_1, min(moment) as moment_2
    from step_1
    inner join moments using (person)
    where step = 2 and moment > moment_1 and (moment >> 30) - (moment_1 >> 30) < 30 * 86400
    group by all
),
step_3 as (
    select person, moment_1, moment_2, min(moment) as moment_3
    from step_2
    inner join moments using (person)
    where step = 3 and moment > moment_2 and (moment >> 30) - (moment_1 >> 30) < 30 * 86400
    group by all
),
step_4 as (
    select person, moment_1, moment_3, min(moment) as moment_4
    from step_3
    inner join moments using (person)
    where step = 4 and moment > moment_3 and (moment >> 30) - (moment_1 >> 30) < 30 * 86400
    group by all
)
select 1 as step, moment_1, null as hours from step_1
union all
select 2, moment_1, ((moment_2 >> 30) - (moment_1 >> 30)) / 3600 from step_2
union all
select 3, moment_1, ((moment_3 >> 30) - (moment_2 >> 30)) / 3600 from step_3
union all
select 4, moment_1, ((moment_4 >> 30) - (moment_3 >> 30)) / 3600 from step_4;

create table funnel_steps_by_month as
with counts as (
    select
        cast(date_trunc('month', make_timestamp(((moment_1 >> 30) + 1704067200) * 1000000)) as date) as entry_month,
        step, count(*) as people, median(hours) as median_hours
    from ways
    group by all
),
dense as (
    select
        cast(getvariable('first_day') + to_months(place::int) as date) as entry_month,
        step_number, step_name, coalesce(people, 0) as people, median_hours,
        lag(coalesce(people, 0)) over steps as people_in_previous_step,
        first_value(coalesce(people, 0)) over steps as people_in_first_step
    from range(date_diff('month', getvariable('first_day'), getvariable('as_of')) + 1) as months (place)
    cross join (values (1, 'attention'), (2, 'interest'), (3, 'desire'), (4, 'action')) as n (step_number, step_name)
    left join counts on counts.entry_month = getvariable('first_day') + to_months(place::int) and step = step_number
    window steps as (partition by place order by step_number)
)
select
    'marketing' as funnel,
    entry_month,
    step_number,
    step_name as step,
    true as is_measured,
    people,
    people_in_previous_step,
    people_in_first_step,
    people / nullif(people_in_previous_step, 0) as rate_from_previous,
    people / nullif(people_in_first_step, 0) as rate_from_first,
    median_hours as median_hours_from_previous,
    entry_month + to_months(1) + to_days(30) <= getvariable('as_of') + 1 as is_complete
from dense;
""",
    "what stays is written": "checkpoint;",
}

TABLES = (
    "cohort_retention_by_month",
    "cohort_retention_by_week",
    "retention_by_month",
    "lifecycle_stage_history",
    "rfm_segments",
    "customers",
    "funnel_steps_by_month",
)
# What the next table joins by, and no mart has.
HELPER = "customer"
# Of a mart that holds more than the table by hand, what both have.
ONLY = {"funnel_steps_by_month": "funnel = 'marketing'"}


def make(inputs: Path, warehouse: Path, threads: int) -> dict[str, float]:
    """Make the tables in a DuckDB file; give the processor seconds of each part.

    Args:
        inputs: A simulated shop.
        warehouse: The file, new or empty.
        threads: As many as a build uses.
    """
    taken: dict[str, float] = {}
    with duckdb.connect(str(warehouse), config={"threads": threads}) as connection:
        for setting in (*SETTINGS, UNORDERED):
            connection.execute(setting)
        for part, statements in PARTS.items():
            with timed(taken, part):
                connection.execute(
                    statements.replace("{inputs}", str(inputs)).replace("{first_guest}", str(FIRST_GUEST))
                )
    return taken


def compare(connection: duckdb.DuckDBPyConnection, by_hand: str, marts: str) -> dict[str, list[str]]:
    """Compare each table with its mart, on the columns of the table; give these columns.

    A guest's id is a keyed hash that no other program makes: its rows are compared without it.

    Args:
        connection: Sees both.
        by_hand: The schema of the tables, with its database.
        marts: The schema of the marts, with its database.

    Raises:
        ValueError: They are not the same; it says where, with a row of each side.
    """
    compared: dict[str, list[str]] = {}
    problems = []
    for table in TABLES:
        types = _types(connection, f"{marts}.{table}")
        columns = [column for column in _types(connection, f"{by_hand}.{table}") if column != HELPER]
        missing = sorted(set(columns) - set(types))
        if missing:
            problems.append(f"{table}: the mart has no column {', '.join(missing)}.")
            continue
        compared[table] = columns
        by_hand_rows, mart_rows = (
            f"select {', '.join(_value(column, types[column]) for column in columns)} from {relation}"
            for relation in (f"{by_hand}.{table}", f"{marts}.{table} where {ONLY.get(table, 'true')}")
        )
        found = [
            connection.sql(f"({one}) except all ({other})").order(", ".join(columns))
            for one, other in ((by_hand_rows, mart_rows), (mart_rows, by_hand_rows))
        ]
        counts = [len(rows) for rows in found]
        if any(counts):
            examples = [str(dict(zip(columns, rows.fetchone() or (), strict=False))) for rows in found]
            problems.append(
                f"{table}: {counts[0]:,} rows of plain SQL are not in the mart, such as {examples[0]}; "
                f"{counts[1]:,} rows of the mart are not in plain SQL, such as {examples[1]}."
            )
    if problems:
        raise ValueError("Plain SQL and the marts differ, so their times say nothing.\n" + "\n".join(problems))
    return compared


def _types(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    return {name: kind for name, kind, *_ in connection.execute(f"describe {relation}").fetchall()}


def _value(column: str, kind: str) -> str:
    if column == "customer_id":
        return "case when customer_id not like 'guest%' then customer_id end as customer_id"
    if kind == "DOUBLE":
        # Two ways to the same share may differ in the last bit.
        return f"round({column}, 9) as {column}"
    return f"cast({column} as {kind}) as {column}"


def main() -> None:
    """Make or compare, and print what was found as JSON."""
    match sys.argv[1:]:
        case ["make", inputs, warehouse, threads]:
            print(json.dumps(make(Path(inputs), Path(warehouse), int(threads))))
        case ["compare", by_hand, warehouse]:
            with duckdb.connect() as connection:
                connection.execute(f"attach '{by_hand}' as by_hand (read_only)")
                connection.execute(f"attach '{warehouse}' as built (read_only)")
                print(json.dumps(compare(connection, "by_hand.main", "built.marts")))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
