"""Proof of plans: a second program that looks for a way out, and knows no placer."""

from gis.checkpoints.proof.flow import Certificate, check_cost, check_flow
from gis.checkpoints.proof.goods import check_goods
from gis.checkpoints.proof.network import Network, read_network
from gis.checkpoints.proof.pockets import (
    Pocket,
    find_pockets,
    name_authority,
    pocket_fault,
)
from gis.checkpoints.proof.read import read_flow, read_policies
from gis.checkpoints.proof.verdict import Ground, Proof, prove_closing, survey
from gis.checkpoints.proof.ways import OpenWay

__all__ = [
    "Certificate",
    "Ground",
    "Network",
    "OpenWay",
    "Pocket",
    "Proof",
    "check_cost",
    "check_flow",
    "check_goods",
    "find_pockets",
    "name_authority",
    "pocket_fault",
    "prove_closing",
    "read_flow",
    "read_network",
    "read_policies",
    "survey",
]
