"""Fit the models of customer value in the process that runs dbt: one row per fit."""

# Of a project that has these models as a dbt package, without the Python package that fits.
NO_FITS = """
    fit,
    fit_day as fitted_as_of,
    cast(null as double) as r,
    cast(null as double) as alpha,
    cast(null as double) as a,
    cast(null as double) as b,
    cast(null as double) as p,
    cast(null as double) as q,
    cast(null as double) as v,
    cast(0 as bigint) as customers_fitted,
    cast(null as double) as log_likelihood,
    false as converged,
    'No fit: the Python package retensi is not installed where dbt runs. Install it there and build again.' as note
"""


def model(dbt, session):
    """Compress the customers, give a relation of the fitted parameters; no data frames anywhere."""
    dbt.config(materialized="table")
    days = dbt.ref("retensi", "int_clv_fit_days")
    customers = dbt.ref("retensi", "int_clv_customers")
    try:
        from retensi.clv import warehouse
    except ImportError:
        return days.project(NO_FITS)
    histories, order_values = (
        customers.query("customers", query.format(customers="customers")).fetchnumpy()
        for query in (warehouse.HISTORIES, warehouse.ORDER_VALUES)
    )
    return session.sql(warehouse.as_query(warehouse.fit_all(days.fetchnumpy(), histories, order_values)))
