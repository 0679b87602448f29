"""The second stage: which posts of a fixed cut are staffed, so that nobody is trapped.

The cut stands. Some of its posts must be staffed in any case (green lanes, classes that
are never barred); of the others as few as possible are, such that no settlement's way
to any kind of care grows by more than T minutes beyond what it was without any post,
and that goods enter every enclosed network. A staffed post lets those pass and costs
no time; a barrier lets nobody pass. Settlements outside the zone count as well: their
way to care may have led through it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boundaries.refusal import Refused
from gis.checkpoints.staffing_cover import EFFORT
from gis.checkpoints.staffing_places import Care, Settlements
from gis.checkpoints.staffing_question import MINUTE, Posted, Question, ask
from gis.checkpoints.staffing_refused import refuse_few
from gis.checkpoints.staffing_search import Found, search
from gis.roads.speeds import Speeds


@dataclass(frozen=True, slots=True)
class Delay:
    """One settlement's way to one kind of care.

    Parameters
    ----------
    unit, name
        The settlement.
    kind
        Of ``staffing_places.CARE``.
    before, after : minutes
        Without any post, and with barriers where nobody staffs.
    """

    unit: str
    name: str
    kind: str
    before: float
    after: float

    @property
    def minutes(self) -> float:
        """Give what the way grew by."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, eq=False)
class Staffing:
    """A choice of staffed posts that was verified on the whole network.

    Parameters
    ----------
    staffed : bool[p]
        The others are barriers.
    fewest
        Proven: with fewer staffed posts somebody is later than allowed.
    least_delay
        Proven: of all choices with as few, none delays people less.
    at_least
        So many staffed posts any choice needs: proven also where `fewest` is not.
    weighed_by
        ``people`` or ``settlements``: what the delays are summed over.
    total_minutes
        Delays, each times its people (or 1), summed over settlements and kinds.
    delays
        Of every settlement and kind that had a way before, in the settlements' order.
    no_way
        ``(unit, kind)`` that had no way before any post either: listed apart, never
        counted as met.
    networks
        Enclosed networks that goods can enter.
    cut_off
        Enclosed networks that no road led out of before: an island's.
    """

    staffed: NDArray[np.bool_]
    fewest: bool
    least_delay: bool
    at_least: int
    weighed_by: str
    total_minutes: float
    delays: tuple[Delay, ...]
    no_way: tuple[tuple[str, str], ...]
    networks: int
    cut_off: int

    @property
    def worst(self) -> Delay | None:
        """Give the way that grew most; None where nobody was judged."""
        return max(self.delays, key=lambda d: d.minutes, default=None)


def staff_posts(
    posted: Posted,
    settlements: Settlements,
    care: Care,
    speeds: Speeds,
    *,
    most: int | None = None,
    late: float | None = None,
    effort: float = EFFORT,
) -> Staffing:
    """Choose the posts to staff: as few as possible, then with the least delay.

    Parameters
    ----------
    posted
        The cut; it is not changed.
    settlements, care, speeds
        Who travels, where to, how fast.
    most
        Staffed posts at most (K); no limit without it.
    late
        Minutes that a way may grow by (T). Without it, a way that was there must stay.
    effort
        Of each solve: CP-SAT's deterministic time.

    Returns
    -------
    Staffing
        Verified: with the barriers taken out of the whole network, every way was
        searched again.

    Raises
    ------
    Refused
        ``staffing-forced`` where more than `most` posts are never barred;
        ``staffing-too-few`` with the settlement, the kind of care and the minutes that
        the best choice of `most` posts leaves, and the least K and T that work;
        ``staffing-cut-off`` where no T does; ``staffing-unproven`` where the search
        ended before it could tell.
    """
    forced = int(posted.forced.sum())
    if most is not None and forced > most:
        raise Refused("staffing-forced", most=most, forced=forced)
    question = ask(posted, settlements, care, speeds, late)

    def attempt(minutes: float | None) -> Found:
        demands = question.demands(minutes)
        return search(demands, posted.forced, posted.officers, most=most, effort=effort)

    found = attempt(late)
    if most is not None and int(found.staffed.sum()) > most:
        question = ask(posted, settlements, care, speeds)
        raise refuse_few(question, settlements, posted.forced, most, late, attempt)
    after = question.after(found.staffed)
    if not (after <= question.limit(late)).all():
        raise RuntimeError("a choice of staffed posts failed its verification")
    grown = question.grown(after)
    return Staffing(
        found.staffed,
        found.fewest,
        found.quickest,
        found.at_least,
        "people" if np.isfinite(settlements.people).all() else "settlements",
        float(question.weights[: len(grown)] @ grown),
        _delays(question, settlements, after),
        tuple((settlements.codes[s], kind) for s, kind in question.no_way),
        len(question.base) - len(grown),
        question.cut_off,
    )


def _delays(
    question: Question, settlements: Settlements, after: NDArray[np.float64]
) -> tuple[Delay, ...]:
    return tuple(
        Delay(
            settlements.codes[place],
            settlements.names[place],
            kind,
            float(before) / MINUTE,
            float(now) / MINUTE,
        )
        for (place, kind), before, now in zip(question.rows, question.base, after)
    )
