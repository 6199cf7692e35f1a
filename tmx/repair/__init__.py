"""Mends translation memories: what can be put right is, and each change is told."""

from tmx.repair.changes import Change, Outcome
from tmx.repair.run import RepairConfig, Repaired, repair, repair_in_place

__all__ = ["Change", "Outcome", "RepairConfig", "Repaired", "repair", "repair_in_place"]
