"""The front door from Python: what becomes of a shop's files, before anything is built."""

from retensi.front_door.judge import Judged, check

__all__ = ["Judged", "check"]
