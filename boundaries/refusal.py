"""How anything in this project says no, and why.

A refusal carries a code and figures, never a sentence: the sentences live in
``maps/words/refusals``, in Vietnamese and English, with the HTTP status beside
them, so that every door says the same thing in the reader's language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    Parameters
    ----------
    code
        Key of its sentences in ``maps/words/refusals``.
    facts
        The figures and names that the sentences are made of: what was seen,
        where (row, unit, lon and lat), how large.
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """We will not go on; `code` and `facts` say why and what to do about it.

    Parameters
    ----------
    code
        Key of its sentences in ``maps/words/refusals``.
    faults
        The single faults behind it, where there are several.
    **facts
        The figures and names that the sentences are made of.
    """

    def __init__(
        self, code: str, /, *, faults: Sequence[Fault] = (), **facts: object
    ) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: Mapping[str, object] = facts
        self.faults = tuple(faults)
