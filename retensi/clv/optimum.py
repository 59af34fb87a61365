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
ROUNDING = 1e-14
# L-BFGS-B goes on where TNC has stopped too early. It is the second because its small matrices go through threads of
# BLAS, which cost ten times the arithmetic.
METHODS = ("TNC", "L-BFGS-B")
NEWTON_STEPS = 20
DIFFERENCE = 1e-5
# Second derivatives are known to so much; a plain is not taken for a saddle.
CURVATURE_NOISE = 1e-5


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


def search(
    objective: Objective,
    starts: Sequence[Sequence[float]],
    bounds: Sequence[tuple[float, float]],
    rough: Objective | None = None,
) -> Optimum:
    """Minimise a function of positive parameters, in their logarithms, from each start.

    A truncated Newton search from each start on the rough function, and another one on the function itself from the
    best end; that is then polished by Newton steps, whose second derivatives are differences of the exact gradient, so
    that the result does not depend on the start.

    Args:
        objective: The function to minimise, with its gradient, of the logarithms of the parameters.
        starts: Parameters to start from.
        bounds: Lowest and highest value of each parameter, both more than 0.
        rough: A cheaper function with its minimum in the same basin, such as that of a sample.
    """
    lower, upper = np.log(np.asarray(bounds, dtype=float)).T
    rough = rough or objective
    best, lowest = None, np.inf
    for start in starts:
        end, value = _descended(rough, np.clip(np.log(np.asarray(start, dtype=float)), lower, upper), lower, upper)
        # A later start must be better by more than rounding, so that the choice among equals is the first.
        if value < lowest - 1e-9:
            best, lowest = end, value
    if best is None:
        return Optimum(np.exp((lower + upper) / 2), np.inf, (), (), False)
    for method in METHODS:
        best, _ = _descended(objective, best, lower, upper, method)
        optimum = _polished(objective, best, lower, upper)
        if optimum.converged:
            break
    return optimum


def _descended(
    objective: Objective, start: Floats, lower: Floats, upper: Floats, method: str = METHODS[0]
) -> tuple[Floats, float]:
    found = minimize(
        objective,
        start,
        jac=True,
        method=method,
        bounds=np.stack([lower, upper], axis=1),
        options={"maxfun": 1000, "ftol": 1e-12, "gtol": 1e-5},
    )
    return np.asarray(found.x), float(found.fun) if np.isfinite(found.fun) else np.inf


def _polished(objective: Objective, point: Floats, lower: Floats, upper: Floats) -> Optimum:
    value, gradient = objective(point)
    is_minimum, hessian, last = False, None, np.inf
    for _ in range(NEWTON_STEPS):
        free = ~_held(point, gradient, lower, upper)
        slope = np.max(np.abs(gradient[free]), initial=0.0)
        # The second derivatives change little near the minimum; they are taken anew where a step has not helped much.
        if hessian is None or slope > last / 10:
            hessian = _hessian(objective, point, gradient)
        eigenvalues, eigenvectors = _decomposed(hessian[np.ix_(free, free)])
        is_minimum = bool(eigenvalues.min(initial=np.inf) > -CURVATURE_NOISE)
        if slope < ROUNDING or not is_minimum:
            break
        step = np.zeros_like(point)
        step[free] = -eigenvectors @ ((eigenvectors.T @ gradient[free]) / np.maximum(eigenvalues, 1e-9))
        candidate = np.clip(point + step * min(1.0, 1.0 / np.max(np.abs(step))), lower, upper)
        new_value, new_gradient = objective(candidate)
        # Near a bound the value itself is known to some ten digits only; the gradient decides.
        if not np.isfinite(new_value) or new_value > value + 1e-9 * (1 + abs(value)):
            break
        moved = np.max(np.abs(candidate - point))
        point, value, gradient, last = candidate, new_value, new_gradient, slope
        if moved < 1e-12:
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


def _hessian(objective: Objective, point: Floats, gradient: Floats) -> Floats:
    shifts = DIFFERENCE * np.eye(len(point))
    hessian = np.stack([(objective(point + shift)[1] - gradient) / DIFFERENCE for shift in shifts])
    return (hessian + hessian.T) / 2


def _decomposed(matrix: Floats) -> tuple[Floats, Floats]:
    return np.linalg.eigh(matrix) if matrix.size else (np.empty(0), np.empty((0, 0)))
