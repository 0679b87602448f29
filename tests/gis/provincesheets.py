"""Five sheets in the manner of provincial offices, and what they hold by hand."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from boundaries.read.encodings import _TCVN3
from tests.boundaries.workbooks import saved, sheet_of

UNITS = """code,name,kind,admin_level,parent
02,Tỉnh Hà Giang,tỉnh,province,
024,Thành phố Hà Giang,thành phố,district,02
026,Huyện Đồng Văn,huyện,district,02
00688,Phường Quang Trung,phường,commune,024
00691,Phường Trần Phú,phường,commune,024
00703,Xã Hòa An,xã,commune,024
00712,Thị trấn Đồng Văn,thị trấn,commune,026
00715,Xã Lũng Cú,xã,commune,026
00718,Xã Hòa An,xã,commune,026
"""
DAY = dt.date(2021, 8, 15)


def province() -> gpd.GeoDataFrame:
    """Give the units of `UNITS`: two communes have one name."""
    lines = [line.split(",") for line in UNITS.splitlines()[1:]]
    frame = pd.DataFrame(lines, columns=UNITS.splitlines()[0].split(","))
    shapes = [None] * len(frame)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326).set_index("code")


def _merge(sheet: Worksheet, *cells: str) -> None:
    for one in cells:
        sheet.merge_cells(one)


def titled(path: Path) -> Path:
    """Titles, headings in two merged rows, STT, groups by district, totals: 9 + 3."""
    sheet = sheet_of(
        [
            ["SỞ Y TẾ HÀ GIANG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["BÁO CÁO TÌNH HÌNH DỊCH COVID-19"],
            ["Ngày 15 tháng 8 năm 2021"],
            ["STT", "Xã, phường, thị trấn", "Số ca mắc mới", None, "Ghi chú"],
            [None, None, "Cộng đồng", "Khu cách ly", None],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["I", "TP. Hà Giang", 5, 3, None],
            [1, "P. Quang Trung", 2, 1, None],
            [2, "Trần Phú", 3, "-", None],
            [3, "Xã Hoà An", 0, 2, "chuỗi chợ"],
            ["II", "Huyện Đồng Văn", 4, 0, None],
            [1, "TT Đồng Văn", 1, 0, None],
            [2, "Lũng Cú", 3, 0, None],
            [3, "Hòa An", 0, 0, None],
            ["Tổng cộng", None, 9, 3, None],
            [None, "NGƯỜI LẬP BIỂU", None, None, "GIÁM ĐỐC"],
        ],
        "BC ngày",
    )
    _merge(sheet, "A2:E2", "A3:E3", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "A15:B15")
    return saved(sheet, path)


def to_tcvn3(text: str) -> str:
    """Write as offices did: a byte a letter, capitals with tones only by their font."""
    back = {chr(meant): chr(seen) for seen, meant in _TCVN3.items()}
    return "".join(back.get(c) or back.get(c.lower()) or c for c in text)


def patients(path: Path) -> Path:
    """One row a case, old letters, capitals, commune and district by name: 5 cases."""
    rows: list[list[object]] = [
        ["DANH SÁCH BỆNH NHÂN COVID-19"],
        [],
        ["TT", "MÃ BN", "TUỔI", "XÃ, PHƯỜNG", "HUYỆN, TP", "NGÀY CÔNG BỐ"],
        [1, "BN1001", 34, "Hòa An", "Đồng Văn", DAY],
        [2, "BN1002", 61, "Hòa An", "Thành phố Hà Giang", DAY],
        [3, "BN1003", 8, "Phường Trần Phú", "Hà Giang", dt.date(2021, 8, 16)],
        [4, "BN1004", 40, "Lũng Cú", "Huyện Đồng Văn", dt.date(2021, 8, 16)],
        [5, "BN1005", 22, "Quang Trung", "TP Hà Giang", dt.date(2021, 8, 17)],
    ]
    where = ["NƠI PHÁT HIỆN", "Cộng đồng", "Khu cách ly", "Khu phong tỏa"]
    where += ["Nhập cảnh", "Cộng đồng"]
    for row, place in zip(rows[2:], where):
        row.append(place)
    sheet = sheet_of(
        [[to_tcvn3(c) if isinstance(c, str) else c for c in row] for row in rows]
    )
    for line in sheet.iter_rows():
        for cell in line:
            cell.font = Font(name=".VnTime")
    return saved(sheet, path)


def wide(path: Path) -> Path:
    """Communes down, days across as real dates, districts merged: 11 cases."""
    days = [dt.date(2021, 8, day) for day in (13, 14, 15)]
    sheet = sheet_of(
        [
            ["THEO DÕI CA MẮC MỚI THEO NGÀY"],
            ["Huyện", "Đơn vị", *days, "Tổng"],
            ["Hà Giang", "Quang Trung", 1, 0, 2, 3],
            [None, "Trần Phú", 0, 0, 1, 1],
            [None, "Hòa An", 4, None, 0, 4],
            ["Đồng Văn", "Đồng Văn", 0, 1, 0, 1],
            [None, "Hòa An", 0, 2, 0, 2],
            ["Cộng", None, 5, 3, 3, 11],
        ]
    )
    _merge(sheet, "A1:F1", "A3:A5", "A6:A7")
    for column in "CDE":
        sheet[f"{column}2"].number_format = "dd/mm"
    return saved(sheet, path)


def split(path: Path) -> Path:
    """Put settings in columns, codes as numbers, the day in a title: 10."""
    sheet = sheet_of(
        [
            ["Bảng tổng hợp ca dương tính ngày 15/08/2021"],
            ["Mã xã", "Tên xã", "Cộng đồng", "Cách ly", "Phong tỏa", "Nhập cảnh"],
            [688, "Quang Trung", 1, 2, 0, 0],
            [691, "Trần Phú", 0, 0, 3, 0],
            [715, "Lũng Cú", 0, 0, 0, 4],
        ]
    )
    for row, figures in enumerate([3, 3, 4], start=3):
        sheet.cell(row, 7, figures)
    sheet["G2"] = "Tổng số ca"
    return saved(sheet, path)


def running(path: Path) -> Path:
    """Put new cases beside running totals, not to be added: 6 new, 261 in all."""
    sheet = sheet_of(
        [
            ["Xã/phường", "Ngày báo cáo", "Ca mắc mới trong ngày", "Lũy kế ca mắc"],
            ["Phường Quang Trung", "15/08/2021", 4, 120],
            ["Phường Trần Phú", "15/08/2021", 2, 90],
            ["Xã Lũng Cú", "15/08/2021", 0, 51],
            ["Tổng số", None, 6, 261],
        ]
    )
    return saved(sheet, path)
