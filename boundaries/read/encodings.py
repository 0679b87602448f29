"""Text that was not written as UTF-8: which old Vietnamese encoding made it.

TCVN3 and VNI draw Vietnamese with special fonts: the file holds Western letters.
Nothing is converted on its own: the reader is shown what we believe it says.

References
----------
TCVN 5712:1993, part 3; the VNI character set for Windows; RFC 1456 (VIQR).
"""

import re
import unicodedata
from dataclasses import dataclass

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ONSET = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|q|r|s|t|th|tr|v|x"
_NUCLEUS = (
    "[aăâeêioôơuưy]|a[iouy]|â[uy]|eo|êu|i[aêu]|yê|o[aăeio]|ôi|ơi|u[aâêiôơy]|ư[aiơu]|"
    "[iy]êu|oa[iouy]|oeo|ua[io]|uây|uôi|uy[aêu]|ươ[iu]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?:ch|ng|nh|[cmnpt])?")
_LETTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứý"
    "ạặậẹệịọộợụựỵ"
)
_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_VNI_ALONE = str.maketrans("ôöñíìæóòîÔÖÑÍÌÆÓÒÎ", "ơưđíìỉĩịỵƠƯĐÍÌỈĨỊỴ")
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "ê": "\u0306", "á": "\u0302\u0301", "à": "\u0302\u0300",
    "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323", "é": "\u0306\u0301",
    "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI = re.compile(f"([aeouyôö])([{''.join(_VNI_MARKS)}])", re.IGNORECASE)
_VIQR_MARKS = {
    "'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323",
    "^": "\u0302", "(": "\u0306", "+": "\u031b",
}  # fmt: skip
_VIQR = re.compile(r"(?<![^\s,;\"])[A-Za-z]+[\^(+]['`?~.][A-Za-z]*(?![^\s,;.\"])")
_TWICE = re.compile("Ã[¡-¿]|á[º»]|Æ[°¡]|Ä[‘ƒ\x90\x91©]")
WORD = re.compile(r"[^\s\d,;:\"'()<>/\\|&!?=+*.\x00-\x1f-]+")
_SURE = 0.8
_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Legacy:
    """What an old encoding left in a text.

    Parameters
    ----------
    encoding
        ``TCVN3``, ``VNI``, ``VIQR``, ``Windows-1258``, or
        ``UTF-8 read as Windows-1252``.
    seen
        The first word that shows it, as the file has it.
    meant
        The same word as we believe it was meant.
    line
        Line of that word, 1 = first.
    """

    encoding: str
    seen: str
    meant: str
    line: int


def recognise_legacy(text: str) -> Legacy | None:
    """Say which old encoding `text` shows through, or None.

    Words with letters outside the Vietnamese alphabet are converted; where four in
    five of them become Vietnamese syllables, the text is taken to be in that encoding.
    Names of other countries (Ñuñoa, Ærø) do not become syllables and pass.
    """
    if twice := _TWICE.search(text):
        return _found("UTF-8 read as Windows-1252", text, _around(text, twice.start()))
    odd = [word for word in set(WORD.findall(text)) if _is_odd(word)][:_LOOKED_AT]
    for encoding in ("TCVN3", "VNI"):
        good = [word for word in odd if is_syllable(convert(word, encoding))]
        if good and len(good) >= _SURE * len(odd):
            return _found(encoding, text, min(good, key=text.index))
    for match in _VIQR.finditer(text) if text.isascii() else ():
        if is_syllable(meant := convert(match.group(), "VIQR")) and not meant.isascii():
            return _found("VIQR", text, match.group())
    return None


def recognise_bytes(data: bytes) -> Legacy | None:
    """Say which old encoding `data`, which is no UTF-8, is in, or None."""
    try:
        windows = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        windows = ""
    words = {w for w in WORD.findall(windows) if not w.isascii()}
    good = [word for word in words if is_syllable(word)]
    if good and len(good) >= _SURE * len(words):
        word = min(good, key=windows.index)
        line = windows.count("\n", 0, windows.index(word)) + 1
        return Legacy("Windows-1258", word, word, line)
    return recognise_legacy(data.decode("latin-1"))


def convert(text: str, encoding: str) -> str:
    """Give what `text` was meant to say, were it written in `encoding`."""
    if encoding == "TCVN3":
        return text.translate(_TCVN3)
    if encoding == "VNI":
        return _from_vni(text)
    if encoding == "VIQR":
        pieces = re.sub("dd", "đ", re.sub("D[Dd]", "Đ", text))
        marked = "".join(_VIQR_MARKS.get(piece, piece) for piece in pieces)
        return unicodedata.normalize("NFC", marked)
    raw = b"".join(_one_byte(letter) for letter in text)
    return raw.decode("utf-8", errors="replace")


def is_syllable(word: str) -> bool:
    """Say whether `word` is built like one Vietnamese syllable."""
    pieces = unicodedata.normalize("NFD", word.lower())
    if len(_TONES.findall(pieces)) > 1:
        return False
    bare = unicodedata.normalize("NFC", _TONES.sub("", pieces))
    return _SYLLABLE.fullmatch(bare) is not None


def _is_odd(word: str) -> bool:
    """Say whether a word with a letter holds what is none in Vietnamese.

    A quotation mark that stands alone («12») is a letter of TCVN3, too.
    """
    spelt = not word.isascii() and any(c.isascii() and c.isalpha() for c in word)
    return spelt and not _LETTERS.issuperset(unicodedata.normalize("NFC", word.lower()))


def _from_vni(text: str) -> str:
    def marked(found: re.Match[str]) -> str:
        base, mark = found.groups()
        return base.translate(_VNI_ALONE) + _VNI_MARKS[mark.lower()]

    kept: list[str] = []
    end = 0
    for found in _VNI.finditer(text):
        kept.append(text[end : found.start()].translate(_VNI_ALONE))
        kept.append(marked(found))
        end = found.end()
    kept.append(text[end:].translate(_VNI_ALONE))
    return unicodedata.normalize("NFC", "".join(kept))


def _one_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1", errors="replace")


def _around(text: str, place: int) -> str:
    first = max(text.rfind(mark, 0, place) for mark in ' ,;\t\n"') + 1
    rest = re.match(r"[^ ,;\t\n\"]*", text[first:])
    return rest.group() if rest else text[place]


def _found(encoding: str, text: str, word: str) -> Legacy:
    line = text.count("\n", 0, text.index(word)) + 1
    return Legacy(encoding, word[:60], convert(word, encoding)[:60], line)
