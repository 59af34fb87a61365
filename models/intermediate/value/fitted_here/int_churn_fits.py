"""Fit churn risk in the process that runs dbt: one row per fit and covariate."""

# Of a project that has these models as a dbt package, without the Python package that fits.
NO_FITS = """
    fit,
    'intercept' as term,
    cast(null as double) as mean,
    cast(null as double) as scale,
    cast(null as double) as coefficient,
    cast(0 as bigint) as customers_fitted,
    'No fit: the Python package retensi is not installed where dbt runs. Install it there and build again.' as note
"""


def model(dbt, session):
    """Compress the covariates, give a relation of the fitted coefficients; no data frames anywhere."""
    dbt.config(materialized="table")
    days = dbt.ref("retensi", "int_clv_fit_days")
    customers = dbt.ref("retensi", "int_churn_covariates")
    try:
        from retensi.clv import churn, warehouse
    except ImportError:
        return days.filter("fit in ('current', 'holdout')").project(NO_FITS)
    sample = customers.query("customers", churn.SAMPLE.format(customers="customers")).fetchnumpy()
    return session.sql(warehouse.as_query(churn.fit_churn(days.fetchnumpy(), sample), churn.TYPES))
