"""Old Vietnamese encodings, converted once a person has confirmed which one it is.

Nothing here decides: `boundaries.read.encodings` says what a text looks like, the
person who brought it says what it is, and a text that does not become Vietnamese by
that is refused.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NoReturn

from boundaries.read.encodings import (
    WORD,
    Legacy,
    convert,
    is_syllable,
    recognise_legacy,
)
from boundaries.refusal import Fault, Refused

NAMES = {
    "tcvn3": "TCVN3",
    "vni": "VNI",
    "viqr": "VIQR",
    "cp1258": "Windows-1258",
    "utf-16": "UTF-16",
    "mojibake": "UTF-8 read as Windows-1252",
}
"""What a person may confirm, and how `Legacy` calls it."""
_PIECE = re.compile(r"[^\s,;\"]+")
_RUN = re.compile(r"[^\x00-\x7f]+")
_MARKED = re.compile(r"dd|[aeiouy][(^+]?['`?~.]?", re.IGNORECASE)
_LATIN = "\xff"
_SURE = 0.8
_LINES = 3
_LONGEST = 60


def option_of(encoding: str) -> str:
    """Give the name under which a person confirms an encoding."""
    return next(name for name, known in NAMES.items() if known == encoding)


def decode_confirmed(data: bytes, name: str, option: str) -> str:
    """Give the text of a file that a person says is in an old encoding.

    Parameters
    ----------
    data
        The whole file.
    name
        Of the file, for sentences.
    option
        One of `NAMES`.

    Raises
    ------
    Refused
        ``encoding-unknown``; ``text-encoding-wrong`` where the text does not become
        Vietnamese; ``text-encoding-mixed``.
    """
    require_known(option)
    if option == "utf-16":
        return _decode_wide(data, name)
    if option == "cp1258":
        return _decode_1258(data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return confirm([text], name, option)(text)


def confirm(texts: Iterable[str], name: str, option: str) -> Callable[[str], str]:
    """Give the conversion of texts that a person confirmed, if it holds for them.

    Parameters
    ----------
    texts
        All texts of a file, before anything else was done to them.
    name
        Of the file.
    option
        One of `NAMES`; those of whole bytes (``utf-16``, ``cp1258``) convert nothing
        here.

    Raises
    ------
    Refused
        As `decode_confirmed`.
    """
    require_known(option)
    whole = "\n".join(texts)
    change = _CHANGES.get(option)
    if change is None or not _shows(whole, option):
        plain = whole.isascii() and recognise_legacy(whole) is None
        if plain and change is not None and option != "viqr":
            return str
        raise Refused("text-encoding-wrong", name=name, encoding=option, seen="—")
    before = {word for word in WORD.findall(whole) if not word.isascii()}
    if option in {"tcvn3", "vni"}:
        _refuse_mixed(before, name, option, change)
    after = change(whole)
    new = {word for word in WORD.findall(after) if not word.isascii()} - before
    odd = sorted(word for word in new if not is_syllable(word))
    if not new or len(odd) > (1 - _SURE) * len(new):
        seen = ", ".join(odd[:_LINES]) or "—"
        raise Refused("text-encoding-wrong", name=name, encoding=option, seen=seen)
    return lambda text: unicodedata.normalize("NFC", change(text))


def require_known(option: str) -> None:
    """Refuse a name that is none of `NAMES`.

    Raises
    ------
    Refused
        ``encoding-unknown``.
    """
    if option not in NAMES:
        raise Refused("encoding-unknown", seen=option, known=list(NAMES))


def refuse_legacy(
    legacy: Legacy, name: str, lines: Iterable[tuple[int, str]]
) -> NoReturn:
    """Refuse a text in an old encoding, with lines as they would be converted.

    Raises
    ------
    Refused
        ``text-legacy``, with up to three ``text-legacy-line`` and ``text-confirm``.
    """
    option = option_of(legacy.encoding)
    raise Refused(
        "text-legacy",
        faults=[*preview(lines, option), Fault("text-confirm", {"encoding": option})],
        name=name,
        encoding=legacy.encoding,
        seen=legacy.seen,
        meant=legacy.meant,
        line=legacy.line,
    )


def preview(lines: Iterable[tuple[int, str]], option: str) -> list[Fault]:
    """Show up to three lines as they are, and as they would be converted."""
    change = _CHANGES.get(option, str)
    faults = []
    for line, text in lines:
        meant = unicodedata.normalize("NFC", change(text))
        if meant != text or option not in _CHANGES:
            facts = {"line": line, "seen": _short(text), "meant": _short(meant)}
            faults.append(Fault("text-legacy-line", facts))
        if len(faults) == _LINES:
            break
    return faults


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _shows(text: str, option: str) -> bool:
    """Say whether anything in a text looks as if it were in an old encoding."""
    if option == "viqr":
        return _from_viqr(text) != text
    return recognise_legacy(text) is not None


def _refuse_mixed(
    before: set[str], name: str, option: str, change: Callable[[str], str]
) -> None:
    """Refuse words of which nobody can say whether they are converted already.

    Where some words are in Unicode for certain (ạ, ế), «Hòa» may be one of them, or it
    may be an old spelling of «Hũa».
    """
    if not any(max(word) > _LATIN and is_syllable(word) for word in before):
        return
    either = sorted(
        word
        for word in before
        if max(word) <= _LATIN and is_syllable(word) and is_syllable(change(word))
    )
    if either:
        pairs = [f"{word} / {change(word)}" for word in either[:_LINES]]
        raise Refused("text-encoding-mixed", name=name, encoding=option, words=pairs)


def _decode_wide(data: bytes, name: str) -> str:
    order = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        order = "utf-16"
    try:
        text = data.decode(order).removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text or data.count(0) < len(data) // 4:
        raise Refused("text-encoding-wrong", name=name, encoding="utf-16", seen="—")
    return text


def _decode_1258(data: bytes, name: str) -> str:
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        text = ""
    words = {word for word in WORD.findall(text) if not word.isascii()}
    odd = sorted(word for word in words if not is_syllable(word))
    if not text or len(odd) > (1 - _SURE) * len(words) or _is_other(data, text):
        seen = ", ".join(odd[:_LINES]) or "—"
        raise Refused("text-encoding-wrong", name=name, encoding="cp1258", seen=seen)
    return text


def _is_other(data: bytes, text: str) -> bool:
    """Say whether bytes are UTF-8 beyond ASCII, or in yet another encoding."""
    try:
        if not data.decode("utf-8").isascii():
            return True
    except UnicodeDecodeError:
        return False
    return recognise_legacy(text) is not None


def _from_fonts(encoding: str) -> Callable[[str], str]:
    """Convert word by word; a word with letters of its own in Unicode stays."""

    def piece(found: re.Match[str]) -> str:
        text = found.group()
        return text if max(text) > _LATIN else convert(text, encoding)

    return lambda text: _PIECE.sub(piece, text)


def _from_viqr(text: str) -> str:
    def piece(found: re.Match[str]) -> str:
        meant = _MARKED.sub(lambda m: convert(m.group(), "VIQR"), found.group())
        words = WORD.findall(meant)
        sound = all(word.isascii() or is_syllable(word) for word in words)
        return meant if sound and words else found.group()

    return _PIECE.sub(piece, text)


def _from_twice(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252; what is none of it stays."""

    def run(found: re.Match[str]) -> str:
        raw = b"".join(_byte(letter) for letter in found.group())
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return found.group()

    return _RUN.sub(run, text)


def _byte(letter: str) -> bytes:
    for encoding in ("cp1252", "latin-1"):
        try:
            return letter.encode(encoding)
        except UnicodeEncodeError:
            continue
    return b"\xff"  # never part of UTF-8: the run stays as it is


_CHANGES: dict[str, Callable[[str], str]] = {
    "tcvn3": _from_fonts("TCVN3"),
    "vni": _from_fonts("VNI"),
    "viqr": _from_viqr,
    "mojibake": _from_twice,
}
