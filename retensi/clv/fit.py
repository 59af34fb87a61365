"""Fit both models, and say in words when the data cannot carry a fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retensi.clv import gamma_gamma
from retensi.clv.bg_nbd import BgNbd
from retensi.clv.bg_nbd_likelihood import BgNbdLikelihood
from retensi.clv.gamma_gamma import GammaGamma
from retensi.clv.histories import Floats, OrderValues, PurchaseHistories
from retensi.clv.optimum import Objective, Optimum, search

# With fewer customers who came back, seven parameters say more about chance than about the shop.
FEWEST_REPEAT_CUSTOMERS = 30
# Customers on whom the starts are compared, before all are taken.
ROUGHLY = 1000
# Bounds of the coordinates, in units of the longest age and of the mean order value. At 0 is a limit of the model,
# which is reached: see bg_nbd_likelihood. The shapes of Gamma-Gamma are bounded: past that a double is too coarse.
RATES = (1e-12, 1e6)
FADINGS = (0.0, 1e6)
DIVISIONS = (0.0, 0.9999)
SHAPES = (1e-4, 1e4)
SCALES = (1e-6, 1e6)

# From steady to very uneven customers. A rate is in units of the purchases over the time in which they were made.
BG_NBD_STARTS = ((1.0, 10.0, 0.25, 0.25), (1.0, 2.0, 0.05, 0.25), (1.0, 2.0, 0.5, 0.33), (1.0, 0.1, 0.3, 0.01))
GAMMA_GAMMA_STARTS = ((6.0, 4.0, 0.75), (1.0, 1.5, 0.67), (30.0, 10.0, 0.9))


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
    usual_rate = float(np.sum(scaled.frequency * scaled.customers) / np.sum(scaled.age * scaled.customers))
    starts = [(np.log(rate * usual_rate), np.log1p(fading), *leaving) for rate, fading, *leaving in BG_NBD_STARTS]
    # Where nobody has bought on more than two days, nothing tells how customers differ in leaving.
    tells_division = histories.frequency.max() > 1
    bounds = (
        tuple(np.log(RATES)),
        tuple(np.log1p(FADINGS)),
        # Who has bought on three days has stayed once.
        (0.0, 1 - 1e-9 if tells_division else 1.0),
        DIVISIONS if tells_division else (0.0, 0.0),
    )
    optimum = search(_bg_nbd_objective(scaled), starts, bounds, _bg_nbd_objective(_roughly(scaled)))
    if not optimum.converged:
        return BgNbdFit(None, None, _not_converged("BG/NBD"))
    rate, fading, leaving, division = (float(value) for value in _bg_nbd_parameters(optimum.point))
    model = BgNbd.at(rate / scale, fading / scale, leaving, division)
    return BgNbdFit(model, model.log_likelihood(histories), _bg_nbd_remark(optimum, model, bool(tells_division)))


def fit_gamma_gamma(values: OrderValues) -> GammaGammaFit:
    """Fit the Gamma-Gamma model by maximum likelihood. Never raises because of what the data say: see the note."""
    too_few = _too_few("Gamma-Gamma", int(values.customers.sum()))
    if too_few:
        return GammaGammaFit(None, None, too_few)
    scale = float(np.average(values.mean_value, weights=values.customers))
    scaled = OrderValues(values.frequency, values.mean_value / scale, values.customers)
    starts = [(np.log1p(1 / p), np.log1p(1 / q), np.log(mean)) for p, q, mean in GAMMA_GAMMA_STARTS]
    shapes = tuple(np.log1p(1 / np.array(SHAPES[::-1])))
    optimum = search(
        _gamma_gamma_objective(scaled),
        starts,
        (shapes, shapes, tuple(np.log(SCALES))),
        _gamma_gamma_objective(scaled.thinned(ROUGHLY)),
    )
    p, q, v = (float(value) for value in _gamma_gamma_parameters(optimum.point))
    note = _gamma_gamma_problem(optimum, q)
    if note:
        return GammaGammaFit(None, None, note)
    model = GammaGamma(p, q, v * scale)
    return GammaGammaFit(model, model.log_likelihood(values), _gamma_gamma_remark(optimum))


def _roughly(histories: PurchaseHistories) -> PurchaseHistories:
    """A few of those who came back and a few of those who did not, each standing for as many as there are."""
    parts: list[Floats] = []
    for chosen in (histories.frequency > 0, histories.frequency == 0):
        whole = PurchaseHistories(*(column[chosen] for column in vars(histories).values()))
        some = whole.thinned(ROUGHLY)
        share = whole.customers.sum() / max(some.customers.sum(), 1)
        parts.append(np.stack([some.frequency, some.recency, some.age, some.customers * share]))
    return PurchaseHistories(*np.concatenate(parts, axis=1))


def _bg_nbd_parameters(point: Floats) -> Floats:
    return np.array([np.exp(point[0]), np.expm1(point[1]), point[2], point[3]])


def _bg_nbd_objective(histories: PurchaseHistories) -> Objective:
    """What is minimised: the negative log-likelihood per customer who came back, of the coordinates."""
    likelihood = BgNbdLikelihood(histories)
    size = float(np.sum(histories.customers[histories.frequency > 0]))

    def negative_per_customer(point: Floats) -> tuple[float, Floats]:
        parameters = _bg_nbd_parameters(point)
        value, gradient = likelihood(*parameters)
        return -value / size, -gradient * np.array([parameters[0], 1 + parameters[1], 1.0, 1.0]) / size

    return negative_per_customer


def _gamma_gamma_parameters(point: Floats) -> Floats:
    p, q = 1 / np.expm1(point[:2])
    return np.array([p, q, np.exp(point[2]) * q / p])


def _gamma_gamma_objective(values: OrderValues) -> Objective:
    """The same per customer, of the logarithms of 1 + 1 / p, 1 + 1 / q and p v / q."""
    size = float(values.customers.sum())

    def negative_per_customer(point: Floats) -> tuple[float, Floats]:
        p, q, v = _gamma_gamma_parameters(point)
        value, (by_p, by_q, by_v) = gamma_gamma.log_likelihood_and_gradient(GammaGamma(p, q, v), values)
        slopes = np.array([-(p + 1) * (p * by_p - v * by_v), -(q + 1) * (q * by_q + v * by_v), v * by_v])
        return -value / size, -slopes / size

    return negative_per_customer


def _too_few(model: str, repeat_customers: int) -> str | None:
    if repeat_customers >= FEWEST_REPEAT_CUSTOMERS:
        return None
    return (
        f"No {model} fit: {repeat_customers} customers bought again on a later day"
        f"{' and paid for it' if model == 'Gamma-Gamma' else ''}, "
        f"{FEWEST_REPEAT_CUSTOMERS} are needed."
    )


def _not_converged(model: str) -> str:
    return f"No {model} fit: the search for the maximum of the likelihood did not converge."


def _bg_nbd_remark(optimum: Optimum, model: BgNbd, tells_division: bool) -> str | None:
    """Say where a limit of the model fits best; its predictions hold there."""
    fading, leaving, division = 1, 2, 3
    mean = model.a / (model.a + model.b)
    remarks = []
    if fading in optimum.at_lower:
        remarks.append(f"All customers buy at the same rate, {_digits(model.r / model.alpha)} purchase days a week.")
    if fading in optimum.at_upper:
        remarks.append("Customers come back at once or hardly ever: that is all the purchases tell of their rates.")
    if leaving in optimum.at_lower:
        remarks.append("The purchases show no sign of customers who leave.")
    elif leaving in optimum.at_upper:
        remarks.append("Everybody leaves after the second purchase day.")
    elif division in optimum.at_lower:
        remarks.append(
            "The probability of leaving after a purchase day is the same for all customers, "
            f"{_digits(100 * mean)} percent."
        )
        if not tells_division:
            remarks.append("Nobody has bought on more than two days, which would show differences.")
    elif division in optimum.at_upper:
        remarks.append(
            f"{_digits(100 * mean)} percent of the customers leave after the second purchase day, the others never."
        )
    return " ".join(remarks) or None


def _gamma_gamma_problem(optimum: Optimum, q: float) -> str | None:
    if q <= 1:
        return "No Gamma-Gamma fit: the order values are so uneven that their mean does not exist (q <= 1)."
    return None if optimum.converged else _not_converged("Gamma-Gamma")


def _gamma_gamma_remark(optimum: Optimum) -> str | None:
    of_one, of_all = 0, 1
    if {of_one, of_all} <= set(optimum.at_lower):
        return "All purchase days are worth the same."
    if of_one in optimum.at_lower:
        return "The purchase days of one customer are all worth the same."
    if of_all in optimum.at_lower:
        return "All customers spend alike: what their purchase days are worth differs by chance only."
    return None


def _digits(number: float) -> str:
    return f"{number:.3g}" if number < 1000 else f"{number:.0f}"
