"""Dagster's side of retensi: the dbt project as assets and asset checks. ``definitions.py`` assembles it."""
