"""Proof of plans: a second program that looks for a way out, and knows no placer."""

from gis.checkpoints.proof.verdict import Proof, prove_closing
from gis.checkpoints.proof.ways import OpenWay

__all__ = ["OpenWay", "Proof", "prove_closing"]
