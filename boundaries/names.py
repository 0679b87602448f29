"""Names as Vietnam writes them: one spelling in, and ways to compare and to sort."""

import re
import unicodedata

_TONES = (
    "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: dictionary order
)
_TONE = re.compile(f"[{_TONES}]")
_MARK = re.compile("[\u0300-\u036f]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")  # the others part words
_SPELLED = {
    "Ð": "Đ",  # eth and African D, which fonts draw like Đ
    "Ɖ": "Đ",
    "ð": "đ",
    "ɖ": "đ",
    "\u00a0": " ",
    "\u2007": " ",
    "\u202f": " ",
    "\u3000": " ",
}
_RESPELL = re.compile(f"[{''.join(_SPELLED)}]")
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: place for place, letter in enumerate(_LETTERS)}
_OPEN_GLIDES = re.compile(
    f"(?<!q)(o)([ae])([{_TONES}])(?![a-z])|(?<!q)(u)(y)([{_TONES}])(?![a-z])"
)


def unify(text: str) -> str:
    """Give `text` in NFC with one letter Đ, plain spaces and nothing invisible.

    Line breaks stay, so that a whole file can be unified before it is cut up.
    """
    if text.isascii():
        return text
    text = _RESPELL.sub(lambda found: _SPELLED[found.group()], text)
    text = _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Give `text` unified, in one line, with single spaces and trimmed."""
    return " ".join(_CONTROL.sub("", unify(text)).split())


def match_key(text: str) -> str:
    """Give a key that is equal for spellings of one name; never shown to people.

    Case, spaces, hyphens and apostrophes do not count; the old and the new place of
    a tone mark are one (Hòa and Hoà, Thủy and Thuỷ), and so are final i and y after a
    consonant (Quí and Quý, Mỹ and Mĩ). Diacritics do count: Hòa and Hóa differ.
    """
    folded = unicodedata.normalize("NFD", clean(text).casefold())
    folded = _ordered(re.sub(r"[\s\-–—'’`.,]+", " ", folded).strip())
    folded = _OPEN_GLIDES.sub(_tone_first, folded)
    folded = re.sub(f"(?<=[bcdđghklmnpqrstvxu])y(?=[{_TONES}]?(?![a-z]))", "i", folded)
    return unicodedata.normalize("NFC", folded)


def fold_diacritics(text: str) -> str:
    """Give `text` in lower case without any mark, for a search typed without them."""
    bare = unicodedata.normalize("NFD", clean(text).casefold())
    return _MARK.sub("", bare).replace("đ", "d")


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Give a key that sorts as a Vietnamese dictionary does.

    Letters first (a ă â b c d đ e ê ... o ô ơ ... u ư), word by word; then tones
    (none, huyền, hỏi, ngã, sắc, nặng); then the text itself. Digits come before
    letters, numbers by size; other characters come last.
    """
    letters: list[int] = []
    tones: list[int] = []
    parts = re.findall(r"\d+|\D", clean(text).casefold())
    for part in parts:
        if part.isdecimal():
            letters += [1, int(part[:15])]
            tones.append(0)
            continue
        pieces = unicodedata.normalize("NFD", part)
        tone = _TONE.search(pieces)
        letter = unicodedata.normalize("NFC", _TONE.sub("", pieces))
        letters.append(_rank(letter))
        tones.append(1 + _TONES.index(tone.group()) if tone else 0)
    return tuple(letters), tuple(tones), text


def mixed_scripts(text: str) -> tuple[str, ...]:
    """Name the scripts of a word that mixes them (Latin with Cyrillic а), else ().

    Two whole words in two scripts are a translation; two scripts inside one word are
    a look-alike.
    """
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text)):
        if word.isascii():
            continue
        found = {_script(letter) for letter in word}
        if len(found) > 1 and found != _JAPANESE and not found < _JAPANESE:
            return tuple(sorted(found))
    return ()


_JAPANESE = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split(" ", 1)[0]


def _rank(letter: str) -> int:
    if letter == " ":
        return 0
    if letter in _PLACE:
        return 10 + _PLACE[letter]
    return 100 + ord(letter[0])


def _ordered(text: str) -> str:
    """Put the tone after the mark that shapes the letter, as one form for regexes."""
    return re.sub(f"([{_TONES}])([\u0302\u0306\u031b])", r"\2\1", text)


def _tone_first(found: re.Match[str]) -> str:
    one, two, tone = (part for part in found.groups() if part)
    return f"{one}{tone}{two}"
