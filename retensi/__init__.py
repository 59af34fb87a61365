"""retensi: customer lifecycle, cohort and KPI marts from orders and interactions.

This package holds the plain Python beside the dbt project: the ``retensi`` command and what it runs.
"""
