"""What a drawing needs: posts, people at them, and what is there already."""

from dataclasses import fields, replace
from typing import Any

from api.services.drawing.measure import Measured
from boundaries.refusal import Fault
from gis.checkpoints.needs import Balance, Needs, Place, reckon_needs
from gis.checkpoints.needs.read import read_norms
from gis.checkpoints.plan import Plan

POSTS = "posts"


def needs_of(measured: Measured, plan: Plan) -> tuple[dict[str, Any], list[Fault]]:
    """Reckon what a drawing needs, its posts placed at least cost.

    Parameters
    ----------
    measured
        The drawing.
    plan
        Its posts.

    Returns
    -------
    dict
        `posts`, `staffed`, `barriers`; `officers_per_shift`; `officers`: people on
        the roll for the posts; `own`, `asked`, `short` of these (None: no balance
        tells); `lines`: the balance of every task; `people`: on the roll for all of
        it, None where a line is not told; `placeholders`.
    list of Fault
        What a person should know.
    """
    needs = reckon(measured, plan)
    land = measured.ground.land
    staffed = [post for post in plan.posts if post.kind == "staffed"]
    found = {line.line: line for line in needs.balance}
    own = found.get(POSTS, Balance(POSTS, 0, 0))
    notes = [note for note in needs.notes if note.code == "balance-uncovered"]
    if land.balance is None:
        notes.append(Fault("note-drawing-no-staff"))
    document = {
        "posts": len(plan.posts),
        "staffed": len(staffed),
        "barriers": len(plan.posts) - len(staffed),
        "officers_per_shift": sum(post.staff for post in staffed),
        "officers": own.needed,
        "own": own.own,
        "asked": own.asked,
        "short": own.shortfall,
        "people": needs.people,
        "lines": [_line(one) for one in needs.balance],
        "placeholders": list(dict.fromkeys((*needs.placeholders, *plan.placeholders))),
    }
    return document, notes


def reckon(measured: Measured, plan: Plan) -> Needs:
    """Reckon the needs by the norms that come with the software."""
    land = measured.ground.land
    norms, _ = read_norms()
    names = land.units["name"]
    told = measured.figures
    place = Place(
        units=tuple(str(names[code]) for code in (*measured.units, *measured.cut)),
        people=told["people"],
        households=told["households"],
    )
    said = {one.name: getattr(land.place, one.name) for one in fields(Place)}
    given = {name: value for name, value in said.items() if value not in (None, ())}
    for name in ("people", "households", "units"):  # of the whole province there
        given.pop(name, None)
    return reckon_needs(plan, replace(place, **given), norms, held=land.balance or {})


def _line(one: Balance) -> dict[str, Any]:
    return {
        "line": one.line,
        "needed": one.needed,
        "own": one.own,
        "asked": one.asked,
        "short": one.shortfall,
    }
