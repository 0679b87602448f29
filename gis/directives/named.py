"""Which acts a basis names, however people write it."""

import re

_NUMBER = re.compile(r"([0-9]+)\s*/\s*([A-ZĐ]{2,})\s*-\s*([A-Za-zĐ]+)")
_DIRECTIVE = re.compile(r"\bchỉ thị\s+(?:số\s+)?([0-9]+)\b(?!\s*/)", re.IGNORECASE)


def acts_named(basis: str) -> tuple[str, ...]:
    """Give the numbers of the acts that a basis names.

    Parameters
    ----------
    basis
        As people enter it: ``Chỉ thị 16/CT-TTg``, ``chỉ thị số 16``, ``16/CT-TTg``.

    Returns
    -------
    tuple
        Numbers such as ``16/CT-TTg``, each once, in the order of the text. A directive
        without its letters is the Prime Minister's, whose directives a basis names. The
        text itself where it names no number, nothing where it is empty.
    """
    found = {m.start(): f"{m[1]}/{m[2]}-{m[3]}" for m in _NUMBER.finditer(basis)}
    found |= {m.start(): f"{m[1]}/CT-TTg" for m in _DIRECTIVE.finditer(basis)}
    named = dict.fromkeys(found[at] for at in sorted(found))
    text = basis.strip()
    return tuple(named) or ((text,) if text else ())
