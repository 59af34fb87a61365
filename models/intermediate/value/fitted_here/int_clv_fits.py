"""Fit the models of customer value in the process that runs dbt: one row per fit."""


def model(dbt, session):
    """Read the compressed tables, give a relation of the fitted parameters; no data frames anywhere."""
    from retensi.clv import warehouse

    dbt.config(materialized="table")
    tables = {
        "days": dbt.ref("retensi", "int_clv_fit_days"),
        "histories": dbt.ref("retensi", "int_clv_histories"),
        "order_values": dbt.ref("retensi", "int_clv_order_values"),
    }
    fits = warehouse.fit_all(**{name: table.fetchnumpy() for name, table in tables.items()})
    return session.sql(warehouse.as_query(fits))
