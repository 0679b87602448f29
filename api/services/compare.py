"""Set two rule sets side by side on a province's own rows."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from api.services.files import require_apart, write_whole
from api.services.province import ProvinceFile, read_province
from api.services.publish import draw_up
from api.settings import Settings
from boundaries.refusal import Fault, Refused
from gis.rulesets import load_ruleset
from maps.comparison import compose_comparison
from maps.publication import Publication


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found.

    Parameters
    ----------
    sides
        The province's day under each rule set.
    faults
        Rows kept aside, and what else a person should look at.
    """

    sides: tuple[Publication, Publication]
    faults: tuple[Fault, ...]


def compare_rules(
    path: Path,
    day: date,
    rules: tuple[str, str],
    out: Path,
    *,
    settings: Settings,
    today: date,
) -> Compared:
    """Write the page that compares two rule sets on one province and day.

    A rule set that is not in force on the day is judged all the same, and the page
    says so. Parameters of the province file go to the rule sets that know them.

    Raises
    ------
    Refused
        ``compare-same``, and what reading and judging refuse; then nothing is written.
    """
    require_apart(out, path)
    if load_ruleset(rules[0]).sha256 == load_ruleset(rules[1]).sha256:
        raise Refused("compare-same", ruleset=rules[0])
    province = read_province(path)
    one, faults = _side(province, rules[0], day, settings, today)
    other, _ = _side(province, rules[1], day, settings, today)
    write_whole(out, compose_comparison(one, other))
    return Compared((one, other), faults)


def _side(
    province: ProvinceFile, rules: str, day: date, settings: Settings, today: date
) -> tuple[Publication, tuple[Fault, ...]]:
    known = load_ruleset(rules).parameters
    params = {name: value for name, value in province.params.items() if name in known}
    asked = replace(province, rules=rules, params=params, stations=None)
    return draw_up(asked, day, settings, today, since=day, outside_force=True)
