"""Find the maximum of a likelihood from several starts, and say honestly whether it is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from retensi.clv.histories import Floats

# Negative log-likelihood per customer who says something, and its gradient, of coordinates of the parameters.
Objective = Callable[[Floats], tuple[float, Floats]]

# L-BFGS-B goes on where TNC has stopped too early. It is the second because its small matrices go through threads of
# BLAS, which cost ten times the arithmetic.
Method = Literal["TNC", "L-BFGS-B"]
METHODS: tuple[Method, ...] = ("TNC", "L-BFGS-B")
NEWTON_STEPS = 50
DIFFERENCE = 1e-5
# Share of the value that rounding leaves open, and below which nothing is left to be gained.
ROUNDING = 1e-13
NEGLIGIBLE = 1e-9
# Second derivatives are known to so much of the value; a plain is not taken for a saddle.
CURVATURE_NOISE = 1e-6
# Where a point is so near a bound, or the value there so near the best, the bound itself is tried.
NEAR_BOUND = 1e-2
NEARLY_AS_GOOD = 1e-4


@dataclass(frozen=True)
class Optimum:
    """Where a search ended.

    Attributes:
        point: The coordinates.
        value: The objective there.
        at_lower, at_upper: Positions of the coordinates that ended at their lower or upper bound.
        converged: The point is a minimum within the bounds: a step to the bottom of the bowl would gain nothing.
    """

    point: Floats
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
    """Minimise a smooth function within bounds, at which it is smooth as well.

    A truncated Newton search from each start on the rough function, and another one on the function itself from the
    best end; that is then polished by Newton steps, whose second derivatives are differences of the exact gradient, so
    that the result does not depend on the start. Where a bound is as good as a point near it, the bound is taken.

    Args:
        objective: The function to minimise, with its gradient.
        starts: Points to start from.
        bounds: Lowest and highest value of each coordinate; one whose bounds are equal is left as it is.
        rough: A cheaper function with its minimum in the same basin, such as that of a sample.
    """
    lower, upper = np.asarray(bounds, dtype=float).T
    rough = rough or objective
    best, lowest = None, np.inf
    for start in starts:
        end, value = _descended(rough, np.clip(np.asarray(start, dtype=float), lower, upper), lower, upper)
        # A later start must be better by more than rounding, so that the choice among equals is the first.
        if value < lowest - NEGLIGIBLE:
            best, lowest = end, value
    if best is None:
        return Optimum((lower + upper) / 2, np.inf, (), (), False)
    for method in METHODS:
        best, _ = _descended(objective, best, lower, upper, method)
        optimum = _polished(objective, best, lower, upper)
        if optimum.converged:
            break
    return _at_bounds_that_are_as_good(objective, optimum, lower, upper)


def _descended(
    objective: Objective, start: Floats, lower: Floats, upper: Floats, method: Method = METHODS[0]
) -> tuple[Floats, float]:
    found = minimize(
        objective,
        start,
        jac=True,
        method=method,
        bounds=list(zip(lower, upper, strict=True)),
        options={"maxfun": 1000, "ftol": 1e-12, "gtol": 1e-5},
    )
    return np.clip(found.x, lower, upper), float(found.fun) if np.isfinite(found.fun) else np.inf


def _at_bounds_that_are_as_good(objective: Objective, optimum: Optimum, lower: Floats, upper: Floats) -> Optimum:
    for place in range(len(lower)):
        for bound in (lower, upper):
            if optimum.point[place] in (lower[place], upper[place]) or not optimum.converged:
                continue
            start, low, high = optimum.point.copy(), lower.copy(), upper.copy()
            start[place] = low[place] = high[place] = bound[place]
            is_near = abs(optimum.point[place] - bound[place]) < NEAR_BOUND
            if is_near or objective(start)[0] < optimum.value + NEARLY_AS_GOOD * (1 + abs(optimum.value)):
                there = _polished(objective, start, low, high, (lower, upper))
                if there.converged and there.value <= optimum.value + NEGLIGIBLE * (1 + abs(optimum.value)):
                    optimum = there
    return optimum


def _polished(
    objective: Objective, point: Floats, lower: Floats, upper: Floats, bounds: tuple[Floats, Floats] | None = None
) -> Optimum:
    """Newton steps to the bottom. `bounds` are those to tell of, where `lower` and `upper` hold a coordinate."""
    value, gradient = objective(point)
    hessian, last, converged = None, np.inf, False
    for _ in range(NEWTON_STEPS):
        free = ~_held(point, gradient, lower, upper)
        # The second derivatives change little near the minimum; they are taken anew where a step has not helped much.
        slope = np.max(np.abs(gradient[free]), initial=0.0)
        if hessian is None or slope > last / 10:
            hessian = _hessian(objective, point, gradient, lower, upper)
        among_free = hessian[np.ix_(free, free)]
        step = np.zeros_like(point)
        step[free], gain = _newton_step(among_free, gradient[free])
        is_bowl = np.linalg.eigvalsh(among_free).min(initial=np.inf) > -CURVATURE_NOISE * (1 + abs(value))
        converged = is_bowl and gain < NEGLIGIBLE * (1 + abs(value))
        if slope < ROUNDING / 10:
            break
        found = _better(objective, point, value, step, lower, upper)
        if found is None:
            break
        moved = np.max(np.abs(found[0] - point))
        point, value, gradient, last = *found, slope
        if moved < 1e-13:
            break
    lower, upper = bounds or (lower, upper)
    return Optimum(
        point=point,
        value=float(value),
        at_lower=tuple(map(int, np.flatnonzero(point <= lower))),
        at_upper=tuple(map(int, np.flatnonzero((point >= upper) & (upper > lower)))),
        converged=bool(converged),
    )


def _newton_step(hessian: Floats, gradient: Floats) -> tuple[Floats, float]:
    """The step, and what it would gain.

    Where a coordinate tells nothing and has no curvature, curvature is put in, so that rounding gives no long step.
    """
    if not len(gradient):
        return gradient, 0.0
    diagonal = np.abs(np.diag(hessian))
    scale = 1 / np.sqrt(np.maximum(diagonal, 1e-8 * max(diagonal.max(), 1e-200)))
    eigenvalues, eigenvectors = np.linalg.eigh(hessian * np.outer(scale, scale))
    along = eigenvectors.T @ (gradient * scale)
    curvature = np.maximum(np.abs(eigenvalues), 1e-9 * np.max(np.abs(eigenvalues)))
    return -scale * (eigenvectors @ (along / curvature)), float(np.sum(along**2 / curvature) / 2)


def _better(
    objective: Objective, point: Floats, value: float, step: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, float, Floats] | None:
    """A point along the step that is not worse, with value and gradient; None where there is none."""
    length = min(1.0, 1.0 / max(np.max(np.abs(step)), 1e-300))
    for _ in range(30):
        candidate = np.clip(point + length * step, lower, upper)
        new_value, gradient = objective(candidate)
        if np.isfinite(new_value) and new_value <= value + ROUNDING * (1 + abs(value)):
            return candidate, new_value, gradient
        length /= 3
    return None


def _held(point: Floats, gradient: Floats, lower: Floats, upper: Floats) -> NDArray[np.bool_]:
    """Which coordinates lie at a bound and would leave it."""
    held: NDArray[np.bool_] = (
        ((point <= lower) & (gradient >= 0)) | ((point >= upper) & (gradient <= 0)) | (lower == upper)
    )
    return held


def _hessian(objective: Objective, point: Floats, gradient: Floats, lower: Floats, upper: Floats) -> Floats:
    """Differences of the gradient, away from the nearer bound; none along a coordinate that cannot move."""
    rows = []
    for place in range(len(point)):
        room_up, room_down = upper[place] - point[place], point[place] - lower[place]
        distance = min(DIFFERENCE, room_up) if room_up >= room_down else -min(DIFFERENCE, room_down)
        shifted = point.copy()
        shifted[place] += distance
        rows.append((objective(shifted)[1] - gradient) / distance if distance else np.zeros_like(point))
    hessian: Floats = np.stack(rows)
    return (hessian + hessian.T) / 2.0
