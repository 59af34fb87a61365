"""A made-up shop of any size whose laws are known: for tests of what finds them, and for benchmarks."""

from retensi.simulate.build import Simulation, simulate

__all__ = ["Simulation", "simulate"]
