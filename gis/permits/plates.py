"""Number plates as they are compared: as one run of capitals and digits.

Vietnamese plates (51C-123.45, 59-X1 123.45, 29-MĐ1 123.45, KT 23-45, 80-011-NG-01) are
written with full stops, hyphens and blanks in every way; Đ stands for D on a plate that
a camera reads. A plate of another country is taken if it is written in Latin letters.
"""

import re
import unicodedata

_BETWEEN = re.compile("[ \t\n\r.,·_/\u00a0\u2010-\u2015\u2212-]")
_PLATE = re.compile("(?=.*[A-Za-z])(?=(?:.*[0-9]){2})[0-9A-Za-z]{4,11}")
_BAR = str.maketrans("Đđ", "DD")


def normalise_plate(text: str) -> str:
    """Give the plate without what stands between; "" where it is no plate."""
    plain = unicodedata.normalize("NFKC", text).translate(_BAR)
    bare = _BETWEEN.sub("", plain)
    return bare.upper() if _PLATE.fullmatch(bare) else ""
