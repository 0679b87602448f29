"""The words that offices head their columns with, and what each stands for."""

import re

from boundaries.names import fold_diacritics

UNIT, CODE, DISTRICT, DAY, CASES = "unit", "code", "district", "day", "cases"
CASE_ID, TOTAL, SETTING, HOUSEHOLD = "case_id", "cumulative", "setting", "household"
_NOT_CASES = re.compile(
    r"\b(tu vong|chet|khoi|xuat vien|ra vien|nghi|mau|f1|f2|f3|tiem|vac xin|vaccin|"
    r"tuoi|nam sinh|gioi|dien thoai|sdt|ghi chu|ty le|ti le|nang|dang dieu tri|con lai|"
    r"ngay sinh|so ngay|nghe nghiep|quoc tich|trieu chung|cccd|cmnd|stt|tt)\b"
)
_OTHER_DAYS = re.compile(
    r"\b(khoi phat|vao vien|nhap vien|cach ly|lay mau|tiep xuc|ve)\b"
)
_RULES = (
    (CODE, r"\b(ma|code)\b.*\b(xa|phuong|don vi|dvhc|dia ban|dia phuong|hanh chinh)\b"),
    (CASE_ID, r"\bma\b.*\b(bn|benh nhan|ho so|ca|f0)\b|^bn$|^ma so$"),
    (TOTAL, r"\b(luy ke|luy tich|cong don|tich luy|tu dau dot|tu dau vu|tu 27)\b"),
    (
        SETTING,
        r"\b(noi phat hien|phat hien tai|phan loai|nguon phat hien)\b",
    ),
    (
        DISTRICT,
        r"^(ten )?(quan|huyen|tp huyen|thanh pho|thi xa)\b(?!.*\bxa phuong\b)",
    ),
    (UNIT, r"\b(xa|phuong|thi tran|don vi|dia phuong|dia ban|noi cu tru|noi o)\b"),
    (HOUSEHOLD, r"\b(ma ho|so ho|ho gia dinh)\b"),
)
_SETTINGS = (
    ("community", r"\bcong dong\b"),
    ("lockdown", r"\bphong toa\b"),
    ("quarantine", r"\b(cach ly|kcl|kclt|cltt)\b"),
    ("imported", r"\b(nhap canh|xam nhap|nuoc ngoai)\b"),
)
_COUNTED = re.compile(r"\b(ca|f0|mac|duong tinh|so ca|tong so|benh nhan)\b")
_DAY = re.compile(
    r"^(ngay|thoi gian|thoi diem)\b|\bngay (bao cao|cong bo|ghi nhan|mac)\b"
)
_BEST_DAY = re.compile(r"\b(cong bo|bao cao|ghi nhan|cap ma)\b")
TOTALS = (
    "tổng cộng", "tổng số", "tổng", "cộng", "toàn tỉnh", "toàn huyện", "lũy kế",
)  # fmt: skip
FURTHER = (
    "huyện", "quận", "tỉnh", "xã", "phường", "thành", "thị", "toàn", "số", "cộng", "ca",
    "giám", "chủ", "trưởng", "phó", "khu",
)  # fmt: skip
"""Syllables that make two of one word above: Cộng huyện, Tổng số."""
SIGNED = (
    "người lập", "ghi chú", "nơi nhận", "thủ trưởng", "giám đốc", "phó giám đốc", "kt",
    "xác nhận", "người báo cáo", "lãnh đạo", "chú thích", "trưởng trạm",
)  # fmt: skip


def meaning_of(heading: str) -> str:
    """Say which field a heading stands for; "" for none that is known.

    `cases:community` and its like are counts of a setting.
    """
    text = " ".join(re.findall(r"[a-z0-9]+", fold_diacritics(heading)))
    if is_day(text):
        return "" if _OTHER_DAYS.search(text) else DAY
    if _NOT_CASES.search(text):
        return ""
    for field, rule in _RULES:
        if re.search(rule, text):
            return field
    for setting, rule in _SETTINGS:
        if re.search(rule, text):
            return f"{CASES}:{setting}"
    return CASES if _COUNTED.search(text) else ""


def is_day(text: str) -> bool:
    """Say whether a folded heading speaks of a day, other than a day of birth."""
    return bool(_DAY.search(text)) and "sinh" not in text


def rank_of_day(heading: str) -> int:
    """Order headings of days: 0 for the day of the report, 1 for any other."""
    return 0 if _BEST_DAY.search(fold_diacritics(heading)) else 1


def setting_of(word: str) -> str:
    """Give the setting that a word in a cell stands for, or ""."""
    text = " ".join(re.findall(r"[a-z0-9]+", fold_diacritics(word)))
    return next((name for name, rule in _SETTINGS if re.search(rule, text)), "")
