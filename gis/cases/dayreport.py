"""What a commune says of one day on its phone: eight fields, or one tap.

Three of them are the cases of the day's form (`gis.cases.dayform`); the others tell
the district what the day was like and what is needed. None of them is about a person.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date

from boundaries.names import clean
from boundaries.refusal import Fault, Refused
from gis.cases.dayform import SETTING, DayForm

NUMBERS = (*SETTING, "unknown_source", "f1_community", "sampled")
TEXTS = {"on_duty": 80, "needs": 200}
"""Longest text of each, in letters."""
LARGEST = 1_000_000
# A telephone number, or a citizen's number: a person, whom a report is not about.
_PERSON = re.compile(
    r"(?<![0-9])(?:\+84|0)[ .-]?[2-9](?:[ .-]?[0-9]){7,}|[0-9]{12}", re.ASCII
)


@dataclass(frozen=True, slots=True)
class DayReport:
    """The eight fields, and the tap that says three of them are 0.

    Parameters
    ----------
    no_new_cases
        The tap: nothing was found that day.
    cases_community, cases_quarantine, cases_lockdown
        New cases by the place where they were found.
    unknown_source
        How many of all these nobody knows the source of; None is not told.
    f1_community
        Close contacts still in the community; None is not told.
    sampled
        People whose samples were taken that day; None is not told.
    on_duty
        The office that answers, such as "Trực ban UBND phường"; "" is not told.
    needs
        What is asked for; "" is nothing.
    """

    no_new_cases: bool = False
    cases_community: int | None = None
    cases_quarantine: int | None = None
    cases_lockdown: int | None = None
    unknown_source: int | None = None
    f1_community: int | None = None
    sampled: int | None = None
    on_duty: str = ""
    needs: str = ""

    @property
    def cases(self) -> int:
        """Add up the new cases; of a report without a fault."""
        return sum(getattr(self, name) or 0 for name in SETTING)

    def figures(self) -> dict[str, int | None]:
        """Give the numbers: what a correction is about."""
        return {name: getattr(self, name) for name in NUMBERS}

    def content(self) -> dict[str, object]:
        """Give the members as a document holds them."""
        return asdict(self)

    def form(self, unit: str, day: date) -> DayForm:
        """Give the day's form that this report fills in."""
        told = {name: getattr(self, name) for name in SETTING}
        return DayForm(
            unit=unit,
            day=day,
            no_new_cases=self.no_new_cases,
            **told,
            f1_community=self.f1_community,
        )


MEMBERS = tuple(field.name for field in fields(DayReport))


def read_report(given: Mapping[str, object]) -> DayReport:
    """Read a report out of the members of a document.

    Parameters
    ----------
    given
        Any of `MEMBERS`; what is missing was not told.

    Raises
    ------
    Refused
        ``day-report-wrong`` with a fault for each member that cannot be taken:
        ``day-tap-wrong``, ``day-number-wrong``, ``day-text-wrong``,
        ``day-text-person``, ``form-none-and-cases``, ``form-count-missing``,
        ``day-unknown-more``.
    """
    faults: list[Fault] = []
    told: dict[str, object] = {}
    tap = given.get("no_new_cases", False)
    if not isinstance(tap, bool):
        faults.append(Fault("day-tap-wrong", {"member": "no_new_cases"}))
    told["no_new_cases"] = tap is True
    for name in NUMBERS:
        told[name] = _read_number(name, given.get(name), faults)
    for name, most in TEXTS.items():
        told[name] = _read_text(name, given.get(name, ""), most, faults)
    if not faults:
        report = DayReport(**told)  # type: ignore[arg-type]  # read above, each as its own
        fault = _contradiction(report)
        if fault is None:
            return _with_zeros(report)
        faults.append(fault)
    raise Refused("day-report-wrong", faults=faults, count=len(faults))


def _read_number(name: str, seen: object, faults: list[Fault]) -> int | None:
    if seen is None:
        return None
    if type(seen) is int and 0 <= seen <= LARGEST:
        return seen
    facts = {"member": name, "seen": str(seen), "most": LARGEST}
    faults.append(Fault("day-number-wrong", facts))
    return None


def _read_text(name: str, seen: object, most: int, faults: list[Fault]) -> str:
    if not isinstance(seen, str) or len(clean(seen)) > most:
        faults.append(Fault("day-text-wrong", {"member": name, "most": most}))
        return ""
    if _PERSON.search(seen):
        faults.append(Fault("day-text-person", {"member": name}))
    return clean(seen)


def _contradiction(report: DayReport) -> Fault | None:
    fault = report.form("-", date.min).fault()
    if fault is not None:
        first = next(name for name in SETTING if name in fault.facts["columns"])  # type: ignore[operator]  # a list
        return Fault(fault.code, {**fault.facts, "member": first})
    unknown = report.unknown_source or 0
    if unknown > report.cases:
        facts = {"member": "unknown_source", "seen": unknown, "cases": report.cases}
        return Fault("day-unknown-more", facts)
    return None


def _with_zeros(report: DayReport) -> DayReport:
    """Write the zeros that a tap says."""
    if not report.no_new_cases:
        return report
    zeros = dict.fromkeys(SETTING, 0)
    return DayReport(**{**report.content(), **zeros})  # type: ignore[arg-type]  # its own members
