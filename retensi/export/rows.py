"""Who is exported: rows of the marts, and on demand addresses, which are read from the inputs and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from retensi.dbt_target import read_query

# What is known of any customer, besides what an export is about.
PERSON = (
    "lifecycle_stage",
    "stage_since",
    "rfm_segment",
    "loyalty_tier",
    "risk_reasons",
    "probability_alive",
    "predicted_clv",
    "is_top_decile",
    "order_count",
    "net_revenue",
    "days_since_last_order",
    "next_order_expected_on",
    "city",
    "country",
)
# To marketing at all, by mail, by phone.
CONSENTS = ("marketing_consent", "email_consent", "phone_consent")
# Each export with its own columns, as its mart has them.
OWN = {
    "contacts": (
        "customer_id",
        "reason",
        "contact_on",
        "priority",
        "suggested_channel",
        "detail",
        "detail_id",
        "last_contacted_at",
        "days_since_last_interaction",
    ),
    "audience": (
        "customer_id",
        "reactivation_rank",
        "predicted_clv",
        "net_revenue",
        "order_count",
        "last_order_date",
        "inactive_since",
        "days_inactive",
        "favourite_category",
        "preferred_channel",
        "suggested_channel",
        *CONSENTS,
    ),
    "segments": ("customer_id", *PERSON, *CONSENTS),
}
# The columns of a plain CSV file.
PLAIN = {**OWN, "contacts": (*OWN["contacts"], *CONSENTS)}
ADDRESSES = ("email", "phone")
# What a destination may name, by export.
EXPORTS = {
    export: tuple(dict.fromkeys([*own, *PERSON, *CONSENTS, *ADDRESSES, "campaign_id"])) for export, own in OWN.items()
}
FIELDS = tuple(dict.fromkeys(field for fields in EXPORTS.values() for field in fields))
ORDER = {
    "contacts": ("contact_on", "priority", "customer_id", "reason"),
    "audience": ("reactivation_rank",),
    "segments": ("customer_id",),
}
SCOPES = {
    "contacts": """
scope as (
    select
        calendar.*,
        rules.needs_consent
    from {{ ref('retensi', 'communication_calendar') }} as calendar
    cross join {{ ref('retensi', 'int_as_of') }} as bounds
    inner join {{ ref('contact_rules') }} as rules on calendar.reason = rules.reason
    where calendar.contact_on <= {{ retensi.add_days('bounds.as_of', DAYS) }}
)""",
    "audience": """
scope as (
    select
        audience.*,
        true as needs_consent
    from {{ ref('retensi', 'reactivation_audience') }} as audience
)""",
    "segments": """
scope as (
    select
        customer_id,
        true as needs_consent
    from {{ ref('retensi', 'customers') }}
)""",
}
# The address that a customer gave himself comes before one given with an order, the newest first.
GIVEN = """,

own_ids as (
    select distinct customer_id from scope
),

given as (
    select
        coalesce(merged.customer_id, checked.customer_id) as customer_id,
        checked.email,
        checked.phone,
        1 as source,
        coalesce(checked.updated_at, checked.registered_at) as given_at
    from {{ ref('retensi', 'checked_customers') }} as checked
    left join {{ ref('retensi', 'int_identifiers_owned') }} as merged
        on merged.kind = 'customer' and checked.customer_id = merged.identifier
    where checked.row_status = 'accepted'
    union all
    select
        identified.customer_id,
        checked.email,
        checked.phone,
        2 as source,
        checked.ordered_at as given_at
    from {{ ref('retensi', 'checked_orders') }} as checked
    inner join {{ ref('retensi', 'int_orders_identified') }} as identified
        on checked.order_id = identified.order_id
    where checked.row_status = 'accepted'
)"""
ADDRESS = """,

{name}s_ranked as (
    select
        given.customer_id,
        given.{name},
        row_number() over (
            partition by given.customer_id
            order by given.source asc, given.given_at desc nulls last, given.{name} asc
        ) as place
    from given
    inner join own_ids on given.customer_id = own_ids.customer_id
    where given.{name} is not null
)"""
PLACE = 'select {{ "\'" ~ (retensi.input_place().path or \'\') | string | replace("\'", "\'\'") ~ "\'" }} as folder'


def read_rows(
    export: str, project: Path, options: Sequence[str] = (), *, addresses: bool = False, days: int = 7
) -> list[dict[str, Any]]:
    """Read the rows of an export in their order, each with what is known of its customer.

    Args:
        export: contacts, audience or segments.
        project: Folder of the dbt project.
        options: Options of dbt, such as ``--target postgres`` or ``--vars``.
        addresses: Whether mail address and phone number are read as well, from the inputs.
        days: The contacts of so many days, from the day after ``as_of`` on.

    Raises:
        TargetError: dbt cannot read the marts or the inputs.
    """
    columns = read_query(query(export, addresses=addresses, days=days), project, options)
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return sorted(rows, key=lambda row: tuple(row[name] for name in ORDER[export]))


def read_landing_folder(project: Path, options: Sequence[str] = ()) -> Path | None:
    """Give the folder that the inputs lie in; None where they are tables, models of a host project or the demo shop.

    Raises:
        TargetError: dbt does not run.
    """
    [folder] = read_query(PLACE, project, options)["folder"]
    return project / folder if folder else None


def query(export: str, *, addresses: bool, days: int = 7) -> str:
    """Write the query of an export, in dbt's SQL."""
    others = [name for name in PERSON if name not in OWN[export] or export == "segments"]
    selected = ["scope.*", *(f"customers.{name}" for name in others)]
    if export != "audience":
        selected += [f"coalesce(known.{name}, false) as {name}" for name in CONSENTS]
    selected.append("{{ retensi.is_erased('scope.customer_id') }} as is_forgotten")
    joins = ""
    if addresses:
        selected += [
            "emails.email",
            # By the one rule for phones.
            "{{ retensi.phone_number('phones.phone') }} as phone",
        ]
        for name in ADDRESSES:
            joins += (
                f"\nleft join {name}s_ranked as {name}s"
                f"\n    on scope.customer_id = {name}s.customer_id and {name}s.place = 1"
            )
    listed = ",\n    ".join(selected)
    return (
        "with"
        + SCOPES[export].replace("DAYS", str(int(days)))
        + (GIVEN + "".join(ADDRESS.format(name=name) for name in ADDRESSES) if addresses else "")
        + f"\n\nselect\n    {listed}\nfrom scope"
        + "\nleft join {{ ref('retensi', 'customers') }} as customers on scope.customer_id = customers.customer_id"
        + "\nleft join {{ ref('retensi', 'int_customers_known') }} as known on scope.customer_id = known.customer_id"
        + joins
    )
