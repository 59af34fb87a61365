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
    """Read the compressed tables, give a relation of the fitted parameters; no data frames anywhere."""
    dbt.config(materialized="table")
    tables = {
        "days": dbt.ref("retensi", "int_clv_fit_days"),
        "histories": dbt.ref("retensi", "int_clv_histories"),
        "order_values": dbt.ref("retensi", "int_clv_order_values"),
    }
    try:
        from retensi.clv import warehouse
    except ImportError:
        return tables["days"].project(NO_FITS)
    fits = warehouse.fit_all(**{name: table.fetchnumpy() for name, table in tables.items()})
    return session.sql(warehouse.as_query(fits))
