"""Forecast the months ahead of a fit in the process that runs dbt: one row per fit and month."""

# Without a fit of both models, or where the Python package that forecasts is missing, there is no row.
NO_ROWS = """
    fit,
    fitted_as_of,
    fitted_as_of as month,
    r as known_net_revenue,
    r as new_net_revenue,
    r as anonymous_net_revenue,
    r as lower_net_revenue,
    r as upper_net_revenue
"""


def model(dbt, session):
    """Read fits, compressed customers and months, give a relation of what each month brings; no data frames."""
    dbt.config(materialized="table")
    fits = dbt.ref("retensi", "int_clv_fits")
    customers = dbt.ref("retensi", "int_clv_customers")
    months = dbt.ref("retensi", "int_revenue_months")
    try:
        from retensi.clv import forecast, warehouse
    except ImportError:
        return fits.project(NO_ROWS).limit(0)
    rows = forecast.forecast_all(
        fits.filter("converged").fetchnumpy(),
        customers.query("customers", warehouse.HISTORIES.format(customers="customers")).fetchnumpy(),
        months.query("months", forecast.MONTHS.format(month_end="month_end", months="months")).fetchnumpy(),
    )
    return session.sql(warehouse.as_query(rows, forecast.TYPES)) if rows else fits.project(NO_ROWS).limit(0)
