"""The simulated columns as the inputs of the contract: names in place of positions, ids in place of numbers."""

from __future__ import annotations

from collections.abc import Sequence

from retensi.demo import catalog
from retensi.simulate import parameters as given
from retensi.simulate.contacts import BODIES
from retensi.simulate.episodes import STEPS
from retensi.simulate.purchases import STATUSES


def _named(names: Sequence[str], column: str) -> str:
    """Look a position up in a list; no name where it is outside."""
    quoted = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    return f"[{quoted}][{column} + 1]"


def _id(letter: str, column: str, digits: int = 9) -> str:
    return f"'{letter}' || ({10**digits} + {column})"


def _if(condition: str, value: str) -> str:
    return f"case when {condition} then {value} end"


def _moment(column: str) -> str:
    return f"make_timestamp({column} * 1000000)"


def _money(column: str) -> str:
    return f"cast({column} * cast(0.01 as decimal(3, 2)) as decimal(18, 2))"


def _mail(column: str) -> str:
    return f"'c' || {column} || '@example.com'"


_CHANNELS = [name for name, _ in given.CHANNELS]
_MEDIA = [name for name, _ in given.MEDIA]

ACCOUNTS = f"""
select
    {_id("c", "number")} as customer_id,
    {_moment("registered")} as registered_at,
    {_mail("number")} as email,
    {_if("has_channel", _named(_CHANNELS, "channel"))} as acquisition_channel,
    {_if("birth_day < 100000", "date '1970-01-01' + cast(birth_day as integer)")} as birth_date,
    {_named([city for city, *_ in given.PLACES], "place")} as city,
    {_named([country for _, country, _ in given.PLACES], "place")} as country,
    consents as marketing_consent,
    {_moment("updated")} as updated_at
from simulated
"""

ORDERS = f"""
select
    {_id("o", "id", 10)} as order_id,
    {_if("customer > 0 and not is_guest", _id("c", "customer"))} as customer_id,
    {_moment("moment")} as ordered_at,
    {_named(STATUSES, "status")} as status,
    {_money("gross")} as gross_amount,
    {_money("discount")} as discount_amount,
    {_money("refunded")} as refunded_amount,
    {_if("cost >= 0", _money("cost"))} as cost_amount,
    'USD' as currency,
    {_named(_CHANNELS, "channel")} as channel,
    {_if("has_campaign", f"strftime({_moment('moment')}, 'offers-%Y-%m')")} as campaign_id,
    {_if("customer > 0 and is_guest", _mail("customer"))} as email,
    {_if("customer > 0 and has_visitor", _id("v", "customer * 4", 10))} as visitor_id,
    {_moment("updated")} as updated_at
from simulated
"""

INTERACTIONS = f"""
select
    {_id("i", "id", 11)} as interaction_id,
    {_if("customer > 0", _id("c", "customer"))} as customer_id,
    {_if("visitor > 0", _id("v", "visitor", 10))} as visitor_id,
    {_moment("moment")} as occurred_at,
    {_named(STEPS.types, "type")} as interaction_type,
    case when medium >= 0 then {_named(_MEDIA, "medium")} else {_named(_CHANNELS, "channel")} end as channel,
    {_if("campaign > 0", f"strftime({_moment('moment')}, 'offers-%Y-%m')")} as campaign_id,
    case
        when step >= 0 then {_named(catalog.ONBOARDING_STEPS, "step")}
        when reference > 0 then {_id("r", "reference", 10)}
    end as reference_id,
    {_if("session > 0", _id("s", "session", 10))} as session_id,
    {_if("value >= 0", _money("value"))} as value,
    {_if("body > 0", _named(BODIES, "body"))} as body,
    cast(null as timestamp) as updated_at
from simulated
"""

ITEMS = f"""
select
    {_id("o", '"order"', 10)} as order_id,
    cast(number as integer) as line_number,
    {_id("p", "product", 4)} as product_id,
    {_named(given.CATEGORIES, f"product % {len(given.CATEGORIES)}")} as category,
    quantity,
    {_money("amount")} as amount
from simulated
"""

SPEND = f"""
select
    date '1970-01-01' + cast(day as integer) as spend_date,
    {_named(given.PAID_CHANNELS, "channel")} as channel,
    {_money("amount")} as amount,
    strftime(date '1970-01-01' + cast(day as integer), 'offers-%Y-%m') as campaign_id,
    'USD' as currency
from simulated
"""
