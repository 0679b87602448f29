"""The staffing as a plan tells it."""

from typing import Any

from gis.checkpoints.staffing import Delay, Staffing
from gis.checkpoints.staffing_places import Care, Settlements
from gis.roads.speeds import Speeds


def staffing_record(
    staffing: Staffing,
    settlements: Settlements,
    care: Care,
    speeds: Speeds,
    *,
    most: int | None,
    late: float | None,
) -> dict[str, Any]:
    """Give the key `staffing` of ``plan.json``: minutes to a tenth.

    Parameters
    ----------
    staffing, settlements, care, speeds, most, late
        Of ``staffing.staff_posts``.
    """
    return {
        "max_staffed": most,
        "max_delay_minutes": late,
        "staffed": int(staffing.staffed.sum()),
        "fewest_proven": staffing.fewest,
        "least_delay_proven": staffing.least_delay,
        "at_least": staffing.at_least,
        "total_delay_minutes": round(staffing.total_minutes, 1),
        "weighed_by": staffing.weighed_by,
        "worst": _told(staffing.worst),
        "settlements": len(settlements.codes),
        "sites": {kind: len(nodes) for kind, nodes in care.node.items()},
        "networks_fed": staffing.networks,
        "networks_cut_off": staffing.cut_off,
        "no_way_before": [list(pair) for pair in staffing.no_way],
        "too_far_from_roads": {code: round(m) for code, m in settlements.far.items()},
        "outside_roads": settlements.elsewhere,
        "speeds_sha256": speeds.sha256,
    }


def _told(delay: Delay | None) -> dict[str, Any] | None:
    if delay is None:
        return None
    return {
        "unit": delay.unit,
        "name": delay.name,
        "kind": delay.kind,
        "before_minutes": round(delay.before, 1),
        "after_minutes": round(delay.after, 1),
    }
