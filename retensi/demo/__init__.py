"""A small made-up shop, the same at every call: two years of orders, interactions and everything around them."""

from retensi.demo.build import build_shop, write_demo

__all__ = ["build_shop", "write_demo"]
