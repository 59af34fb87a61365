"""A naive recomputation of the marts in plain Python, to hold the dbt models against.

It is written from the metric definitions alone and shares no code and no SQL with the models. It is meant to be read
and checked by eye: it loops over customers and days and looks every fact up again instead of carrying clever state.
"""

from tests.oracle.marts import recompute
from tests.oracle.shop import Settings

__all__ = ["Settings", "recompute"]
