"""Worked cases of access policies: judged, compared, and what they miss."""

from gis.permits.worked.read import Examined, examine_policy, read_policy_file

__all__ = ["Examined", "examine_policy", "read_policy_file"]
