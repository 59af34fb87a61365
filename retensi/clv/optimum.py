"""Find the maximum of a likelihood from several starts, and say honestly whether it is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from retensi.clv.histories import Floats

# Mean negative log-likelihood and its gradient, both at the logarithms of the parameters.
Objective = Callable[[Floats], tuple[float, Floats]]

GRADIENT_TOLERANCE = 1e-7
NEWTON_STEPS = 20
DIFFERENCE = 1e-5


@dataclass(frozen=True)
class Optimum:
    """Where a search ended.

    Attributes:
        parameters: The parameters (not their logarithms).
        value: The objective there.
        at_lower, at_upper: Positions of the parameters that ended at their lower or upper bound.
        converged: The gradient of the parameters within their bounds is zero there, and the point is a minimum.
    """

    parameters: Floats
    value: float
    at_lower: tuple[int, ...]
    at_upper: tuple[int, ...]
    converged: bool


def search(objective: Objective, starts: Sequence[Sequence[float]], bounds: Sequence[tuple[float, float]]) -> Optimum:
    """Minimise a function of positive parameters, in their logarithms, from each start.

    A quasi-Newton search from each start; the best end is then polished by Newton steps, whose second derivatives are
    differences of the exact gradient, so that the result does not depend on the start.

    Args:
        objective: The function to minimise, with its gradient, of the logarithms of the parameters.
        starts: Parameters to start from.
        bounds: Lowest and highest value of each parameter, both more than 0.
    """
    lower, upper = np.log(np.asarray(bounds, dtype=float)).T
    best, lowest = None, np.inf
    for start in starts:
        found = minimize(
            objective,
            np.clip(np.log(np.asarray(start, dtype=float)), lower, upper),
            jac=True,
            method="L-BFGS-B",
            bounds=np.stack([lower, upper], axis=1),
            options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-6},
        )
        # A later start must be better by more than rounding, so that the choice among equals is the first.
        if np.isfinite(found.fun) and found.fun < lowest - 1e-11:
            best, lowest = found.x, float(found.fun)
    if best is None:
        middle = (lower + upper) / 2
        return Optimum(np.exp(middle), np.inf, (), (), False)
    return _polished(objective, np.asarray(best), lower, upper)


def _polished(objective: Objective, point: Floats, lower: Floats, upper: Floats) -> Optimum:
    value, gradient = objective(point)
    is_minimum = False
    for _ in range(NEWTON_STEPS):
        free = ~_held(point, gradient, lower, upper)
        hessian = _hessian(objective, point)[np.ix_(free, free)]
        eigenvalues, eigenvectors = np.linalg.eigh(hessian) if free.any() else (np.ones(1), np.ones((0, 1)))
        is_minimum = bool(eigenvalues.min() > -1e-7)
        if np.max(np.abs(gradient[free]), initial=0.0) < 1e-13 or not is_minimum:
            break
        step = np.zeros_like(point)
        step[free] = -eigenvectors @ ((eigenvectors.T @ gradient[free]) / np.maximum(eigenvalues, 1e-9))
        candidate = np.clip(point + step * min(1.0, 1.0 / np.max(np.abs(step))), lower, upper)
        new_value, new_gradient = objective(candidate)
        if not np.isfinite(new_value) or new_value > value + 1e-12:
            break
        moved = np.max(np.abs(candidate - point))
        point, value, gradient = candidate, new_value, new_gradient
        if moved < 1e-11:
            break
    free = ~_held(point, gradient, lower, upper)
    flat = np.max(np.abs(gradient[free]), initial=0.0) < GRADIENT_TOLERANCE
    return Optimum(
        parameters=np.exp(point),
        value=float(value),
        at_lower=tuple(map(int, np.flatnonzero(point <= lower + 1e-6))),
        at_upper=tuple(map(int, np.flatnonzero(point >= upper - 1e-6))),
        converged=bool(flat and is_minimum),
    )


def _held(point: Floats, gradient: Floats, lower: Floats, upper: Floats) -> np.ndarray:
    """Which parameters lie at a bound and would leave it."""
    return ((point <= lower + 1e-6) & (gradient >= 0)) | ((point >= upper - 1e-6) & (gradient <= 0))


def _hessian(objective: Objective, point: Floats) -> Floats:
    size = len(point)
    hessian = np.empty((size, size))
    for index in range(size):
        shift = np.zeros(size)
        shift[index] = DIFFERENCE
        hessian[index] = (objective(point + shift)[1] - objective(point - shift)[1]) / (2 * DIFFERENCE)
    return (hessian + hessian.T) / 2
