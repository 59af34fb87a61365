"""Fit both models, and say in words when the data cannot carry a fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from retensi.clv import bg_nbd, gamma_gamma
from retensi.clv.bg_nbd import BgNbd
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import Floats, OrderValues, PurchaseHistories
from retensi.clv.optimum import Objective, Optimum, search

# With fewer customers who came back, seven parameters say more about chance than about the shop.
FEWEST_REPEAT_CUSTOMERS = 30
# Customers on whom the starts are compared, before all are taken.
ROUGHLY = 1000
# Shapes outside say that a distribution has no spread, or nothing but spread.
SHAPES = (1e-4, 1e4)
SCALES = (1e-6, 1e6)

# In units of the longest age and of the mean order value: from steady to very uneven customers.
BG_NBD_STARTS = ((0.25, 0.1, 0.8, 2.5), (1.0, 0.5, 0.1, 3.0), (3.0, 0.5, 1.0, 1.0))
GAMMA_GAMMA_STARTS = ((6.0, 4.0, 0.5), (1.0, 1.5, 1.0), (30.0, 10.0, 0.3))


@dataclass(frozen=True)
class BgNbdFit:
    """The fitted BG/NBD model; without parameters where there is no fit, and then the note says why."""

    model: BgNbd | None
    log_likelihood: float | None
    note: str | None


@dataclass(frozen=True)
class GammaGammaFit:
    """The fitted Gamma-Gamma model; without parameters where there is no fit, and then the note says why."""

    model: GammaGamma | None
    log_likelihood: float | None
    note: str | None


@dataclass(frozen=True)
class CustomerValueFit:
    """Both models of one set of customers.

    Attributes:
        bg_nbd: How often they buy.
        gamma_gamma: What an order is worth.
        customers_fitted: Customers that the BG/NBD model was fitted on.
    """

    bg_nbd: BgNbdFit
    gamma_gamma: GammaGammaFit
    customers_fitted: int

    @property
    def converged(self) -> bool:
        """Whether both models have a fit, so that predictions can be made."""
        return self.bg_nbd.model is not None and self.gamma_gamma.model is not None

    @property
    def note(self) -> str | None:
        """What a reader of the parameters has to know: why there is no fit, or what is special about it."""
        return " ".join(note for note in (self.bg_nbd.note, self.gamma_gamma.note) if note) or None


def fit_customer_value(histories: PurchaseHistories, values: OrderValues) -> CustomerValueFit:
    """Fit how often customers buy and what their orders are worth, by maximum likelihood."""
    return CustomerValueFit(fit_bg_nbd(histories), fit_gamma_gamma(values), int(histories.customers.sum()))


def fit_bg_nbd(histories: PurchaseHistories) -> BgNbdFit:
    """Fit the BG/NBD model by maximum likelihood. Never raises because of what the data say: see the note."""
    repeat_customers = int(histories.customers[histories.frequency > 0].sum())
    too_few = _too_few("BG/NBD", repeat_customers)
    if too_few:
        return BgNbdFit(None, None, too_few)
    # A scale makes days and weeks, young and old shops the same problem.
    scale = float(histories.age.max())
    scaled = PurchaseHistories(
        histories.frequency, histories.recency / scale, histories.age / scale, histories.customers
    )
    whole, rough = (
        _objective(partial(_bg_nbd_likelihood, table), table.customers) for table in (scaled, scaled.thinned(ROUGHLY))
    )
    optimum = search(whole, BG_NBD_STARTS, (SHAPES, SCALES, SHAPES, SHAPES), rough)
    note = _bg_nbd_problem(optimum)
    if note:
        return BgNbdFit(None, None, note)
    r, alpha, a, b = map(float, optimum.parameters)
    model = BgNbd(r, alpha * scale, a, b)
    return BgNbdFit(model, model.log_likelihood(histories), _bg_nbd_remark(optimum))


def fit_gamma_gamma(values: OrderValues) -> GammaGammaFit:
    """Fit the Gamma-Gamma model by maximum likelihood. Never raises because of what the data say: see the note."""
    too_few = _too_few("Gamma-Gamma", int(values.customers.sum()))
    if too_few:
        return GammaGammaFit(None, None, too_few)
    scale = float(np.average(values.mean_value, weights=values.customers))
    scaled = OrderValues(values.frequency, values.mean_value / scale, values.customers)
    whole, rough = (
        _objective(partial(_gamma_gamma_likelihood, table), table.customers)
        for table in (scaled, scaled.thinned(ROUGHLY))
    )
    optimum = search(whole, GAMMA_GAMMA_STARTS, (SHAPES, SHAPES, SCALES), rough)
    note = _gamma_gamma_problem(optimum)
    if note:
        return GammaGammaFit(None, None, note)
    p, q, v = map(float, optimum.parameters)
    model = GammaGamma(p, q, v * scale)
    return GammaGammaFit(model, model.log_likelihood(values), None)


def _bg_nbd_likelihood(histories: PurchaseHistories, parameters: Floats) -> tuple[float, Floats]:
    return bg_nbd.log_likelihood_and_gradient(BgNbd(*parameters), histories)


def _gamma_gamma_likelihood(values: OrderValues, parameters: Floats) -> tuple[float, Floats]:
    return gamma_gamma.log_likelihood_and_gradient(GammaGamma(*parameters), values)


def _too_few(model: str, repeat_customers: int) -> str | None:
    if repeat_customers >= FEWEST_REPEAT_CUSTOMERS:
        return None
    return (
        f"No {model} fit: {repeat_customers} customers bought again on a later day"
        f"{' and paid for it' if model == 'Gamma-Gamma' else ''}, "
        f"{FEWEST_REPEAT_CUSTOMERS} are needed."
    )


def _objective(log_likelihood_and_gradient: Callable[[Floats], tuple[float, Floats]], customers: Floats) -> Objective:
    """Turn a log-likelihood into what is minimised: its negative per customer, of the parameters' logarithms."""
    size = customers.sum()

    def negative_per_customer(logarithms: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logarithms)
        value, gradient = log_likelihood_and_gradient(parameters)
        return -value / size, -gradient * parameters / size

    return negative_per_customer


def _bg_nbd_problem(optimum: Optimum) -> str | None:
    r, alpha, a, b = range(4)
    if {r, alpha} & set(optimum.at_upper):
        return "No BG/NBD fit: the purchase rates of the customers show no spread."
    if {r, alpha} & set(optimum.at_lower):
        return "No BG/NBD fit: hardly anything but the first purchases tells the customers' rates."
    if (a in optimum.at_upper and b not in optimum.at_upper) or b in optimum.at_lower:
        return "No BG/NBD fit: nearly everybody seems to leave after the second purchase day."
    if not optimum.converged:
        return "No BG/NBD fit: the search for the maximum of the likelihood did not converge."
    return None


def _bg_nbd_remark(optimum: Optimum) -> str | None:
    """Say where a limit of the model fits best; its predictions hold there."""
    a, b = 2, 3
    if a in optimum.at_upper:
        return "The probability of leaving is the same for all customers."
    if a in optimum.at_lower or b in optimum.at_upper:
        return "The purchases show no sign of customers who leave."
    return None


def _gamma_gamma_problem(optimum: Optimum) -> str | None:
    p, q, v = range(3)
    if {p, q} <= set(optimum.at_upper) or ({q, v} & set(optimum.at_upper) and p in optimum.at_upper):
        return "No Gamma-Gamma fit: the order values show no spread."
    if optimum.parameters[q] <= 1:
        return "No Gamma-Gamma fit: the order values are so uneven that their mean does not exist (q <= 1)."
    if set(optimum.at_lower):
        return "No Gamma-Gamma fit: the order values do not follow the model."
    if not optimum.converged:
        return "No Gamma-Gamma fit: the search for the maximum of the likelihood did not converge."
    return None
