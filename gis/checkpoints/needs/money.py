"""Things and money: barriers, meals, samples, and VND by line."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from gis.checkpoints.needs.norms import Norm
from gis.checkpoints.needs.record import CostLine, Goods, Place, StaffLine, total
from gis.checkpoints.needs.staff import write

Norms = Mapping[str, Norm]


def list_goods(
    place: Place,
    barriers: int,
    staff: Sequence[StaffLine],
    samples: int | None,
    norms: Norms,
) -> Iterator[Goods]:
    """List things: barriers, supply points, samples of the round, meals a day.

    Meals go to those on duty and to a share of those locked in; others cook what
    reaches them through the supply points.
    """
    yield Goods("barriers", barriers, "", ())
    points = next(line.count for line in staff if line.key == "supply")
    per = norms["supply_households"].value
    yield Goods(
        "supply_points",
        points,
        "" if points is None else f"⌈{place.households} ÷ {write(per)}⌉",
        ("supply_households",),
        ("households",) if points is None else (),
    )
    yield Goods(
        "samples",
        samples,
        "",
        ("samples_household",),
        ("households",) if samples is None else (),
    )
    duty = total([line.on_duty for line in staff])
    meals = norms["meals_day"].value
    lacking = tuple(dict.fromkeys(name for line in staff for name in line.lacking))
    yield Goods(
        "meals_duty",
        None if duty is None else ceil(duty * meals),
        "" if duty is None else f"⌈{duty} × {write(meals)}⌉",
        ("meals_day",),
        lacking,
    )
    fed = fed_residents(place, norms)
    share = norms["meal_share"].value
    yield Goods(
        "meals_residents",
        None if fed is None else ceil(fed * meals),
        "" if fed is None else f"⌈⌈{place.people} × {write(share)}⌉ × {write(meals)}⌉",
        ("meal_share", "meals_day"),
        ("people",) if fed is None else (),
    )


def fed_residents(place: Place, norms: Norms) -> int | None:
    """Count the residents who get cooked meals, rounded up."""
    share = norms["meal_share"].value
    return None if place.people is None else ceil(place.people * share)


def list_costs(
    posts: int,
    barriers: int,
    sectors: int | None,
    staff: Sequence[StaffLine],
    goods: Sequence[Goods],
    fed: int | None,
    norms: Norms,
) -> Iterator[CostLine]:
    """List VND: once, and a day; each line rounded up to a whole đồng."""
    duty = total([line.on_duty for line in staff])
    amounts = {one.key: one.amount for one in goods}
    yield _once("cost_posts", posts, "vnd_post", norms)
    yield _once("cost_barriers", barriers, "vnd_barrier", norms)
    yield _once("cost_supply", amounts["supply_points"], "vnd_supply_point", norms)
    yield _once("cost_samples", amounts["samples"], "vnd_sample", norms)
    yield _daily("cost_duty", duty, "vnd_duty", norms)
    yield _daily("cost_food_duty", duty, "vnd_food_duty", norms)
    yield _daily("cost_food_residents", fed, "vnd_food_resident", norms)
    yield _daily("cost_patrol", sectors, "vnd_sector", norms)


def _once(key: str, amount: int | None, norm: str, norms: Norms) -> CostLine:
    price, formula = _price(amount, norm, norms)
    return CostLine(key, price, 0, formula, (norm,))


def _daily(key: str, amount: int | None, norm: str, norms: Norms) -> CostLine:
    price, formula = _price(amount, norm, norms)
    return CostLine(key, 0, price, formula, (norm,))


def _price(amount: int | None, norm: str, norms: Norms) -> tuple[int | None, str]:
    if amount is None:
        return None, ""
    each = norms[norm].value
    return ceil(amount * each), f"{amount} × {write(each)}"
