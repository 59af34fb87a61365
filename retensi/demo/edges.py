"""All deliberate cases, in the order in which their rows are written after the simulated ones."""

from __future__ import annotations

from collections.abc import Callable

from retensi.demo.edges_contacts import CONTACT_EDGES
from retensi.demo.edges_orders import ORDER_EDGES
from retensi.demo.edges_people import PEOPLE_EDGES
from retensi.demo.edges_refused import REFUSED_EDGES
from retensi.demo.edges_time import TIME_EDGES
from retensi.demo.shop import Shop

EDGES: tuple[Callable[[Shop], None], ...] = ORDER_EDGES + TIME_EDGES + PEOPLE_EDGES + CONTACT_EDGES + REFUSED_EDGES
