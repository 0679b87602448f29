"""One row is one permit, or says what is wrong; a file goes in and is forgotten."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from api.services.permits_kinds import PermitKind
from api.services.permits_rows import COLUMNS, Door, Wanted, cells_of, read_row
from api.store.engine import reading
from api.store.gates import orders, permits
from api.store.metadata import metadata
from boundaries.refusal import Refused
from tests.api.desk import Desk
from tests.api.handed_in import FORM, form_of, read_at_hand  # noqa: F401 - a fixture
from tests.api.permits import IDENTITY, ORDERS, TRUCK, WORKER, give_keys, order

NOW = datetime(2021, 9, 14, 1, 0, tzinfo=UTC)  # 8:00 here
HOUR, DAY = 3600, 86400
MIDNIGHT = int(datetime(2021, 9, 14, 17, 0, tzinfo=UTC).timestamp())  # the 15th here
ROW = {
    "plate": "68C-123.45",
    "purposes": "goods",
    "starts": "2021-09-15",
    "ends": "2021-09-15",
}


def door(bind: str = "plate", **more: Any) -> Door:
    kind = PermitKind(
        kind="k",
        vi="v",
        en="e",
        bind=bind,
        purposes=("goods", "food"),
        longest_days=7,
        minutes=None,
        policy="p",
        number="1/QĐ",
        starts=datetime(2021, 8, 1, tzinfo=UTC),
        ends=datetime(2021, 9, 30, 17, 0, tzinfo=UTC),
    )
    for name, value in more.items():
        object.__setattr__(kind, name, value)
    return Door(kind, {"91", "899", "01"}.__contains__, b"k" * 32, NOW)


def read(bind: str = "plate", **cells: str) -> Wanted:
    return read_row({**(ROW if bind == "plate" else {}), **cells}, door(bind))


def test_days_include_both_ends_and_hours_are_those_of_the_place() -> None:
    day = read()
    assert (day.starts, day.ends) == (MIDNIGHT, MIDNIGHT + DAY)
    timed = read(starts="15/9/2021 06:30", ends="2021-09-15T18:00")
    assert (timed.starts, timed.ends) == (
        MIDNIGHT + 6 * HOUR + 1800,
        MIDNIGHT + 18 * HOUR,
    )
    assert read(ends="").ends == MIDNIGHT + DAY  # one day


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ()),
        ("T2-T6", (1, 2, 3, 4, 5)),
        ("t2;T4;cn", (1, 3, 7)),
        ("1-3", (1, 2, 3)),
        ("6,7", (6, 7)),
        ("T2-CN", ()),  # every day is no limit
    ],
)
def test_days_of_the_week_as_people_write_them(
    cell: str, expected: tuple[int, ...]
) -> None:
    assert read(weekdays=cell).weekdays == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", None),
        ("06:00-18:00", (360, 1080)),
        ("6h - 18h30", (360, 1110)),
        ("22:00–05:00", (1320, 300)),  # over midnight
        ("00:00-24:00", None),
    ],
)
def test_hours_as_people_write_them(
    cell: str, expected: tuple[int, int] | None
) -> None:
    assert read(hours=cell).minutes == expected


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"plate": ""}, "permit-row-needs-plate"),
        ({"initials": "NVA"}, "permit-row-needs-plate"),
        ({"plate": "xe tải"}, "permit-row-plate"),
        ({"purposes": ""}, "permit-row-purposes"),
        ({"purposes": "goods;work"}, "permit-row-purposes"),
        ({"units": "91;77"}, "permit-row-units"),
        ({"units": "1"}, "permit-row-units"),
        (
            {"units": ";".join(["91"] * 3 + ["899"] + [str(n) for n in range(99)])},
            "permit-row-units-many",
        ),
        ({"starts": ""}, "permit-row-when"),
        ({"starts": "15/9/21"}, "permit-row-when"),
        ({"starts": "31/02/2021"}, "permit-row-when"),
        ({"starts": "2021-09-16"}, "span-empty"),
        ({"starts": "2021-09-01", "ends": "2021-09-13"}, "permit-row-past"),
        ({"ends": "2021-09-22"}, "permit-row-long"),
        ({"starts": "2021-09-29", "ends": "2021-10-01"}, "permit-row-outside-act"),
        ({"weekdays": "T8"}, "permit-row-weekdays"),
        ({"weekdays": "T6-T2"}, "permit-row-weekdays"),
        ({"hours": "sáng"}, "permit-row-hours"),
        ({"hours": "06:60-07:00"}, "permit-row-hours"),
        ({"hours": "25:00-26:00"}, "permit-row-hours"),
        ({"hours": "06:00-06:00"}, "permit-row-hours"),
        ({"seats": "0"}, "permit-row-seats"),
        ({"seats": "²"}, "permit-row-seats"),
        ({"single": "một"}, "permit-row-single"),
    ],
)
def test_what_is_no_permit_says_why(cells: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(**cells)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"identity": IDENTITY}, "permit-row-needs-person"),
        ({"initials": "NVA"}, "permit-row-needs-person"),
        ({"identity": "91085012345", "initials": "NVA"}, "permit-row-identity"),
        ({"identity": "0910850123456", "initials": "NVA"}, "permit-row-identity"),
        ({"identity": IDENTITY, "initials": "N1"}, "permit-row-initials"),
        ({"identity": IDENTITY, "initials": "NGUYENVANAN"}, "permit-row-initials"),
    ],
)
def test_no_refusal_repeats_an_identity_number(
    cells: dict[str, str], code: str
) -> None:
    given = {name: ROW[name] for name in ("purposes", "starts", "ends")}
    with pytest.raises(Refused) as refused:
        read("person", **given, **cells)
    assert refused.value.code == code
    assert cells.get("identity", "-") not in str(refused.value.facts)


@pytest.mark.parametrize(
    ("identity", "initials", "masked"),
    [
        (IDENTITY, "nva", "NVA 2345"),
        ("091 085 012 345", "Nguyễn Văn An", "NVA 2345"),
        ("123456789", "Đặng Thị Ơn", "ĐTƠ 6789"),
        ("c1234567", "X", "X 4567"),
    ],
)
def test_of_a_person_initials_and_four_digits_stay(
    identity: str, initials: str, masked: str
) -> None:
    given = {name: ROW[name] for name in ("purposes", "starts", "ends")}
    found = read("person", **given, identity=identity, initials=initials)

    assert (found.person, found.plate) == (masked, "")
    assert len(found.subject) == 64


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=24)))
def test_no_text_in_a_row_is_a_fault_of_ours(cells: dict[str, str]) -> None:
    for bind in ("plate", "person"):
        try:
            found = read_row({**ROW, **cells}, door(bind))
        except Refused:
            continue
        assert found.starts < found.ends
        assert found.purposes


def test_members_of_json_are_cells() -> None:
    row = {"purposes": ["a", "b"], "weekdays": [1, 2], "single": True, "seats": 3}

    assert cells_of({**row, "units": None}) == {
        "purposes": "a;b",
        "weekdays": "1;2",
        "single": "có",
        "seats": "3",
        "units": "",
    }
    for wrong in ({"name": "An"}, {"seats": 1.5}, {"units": [None]}, {"plate": {}}):
        with pytest.raises(Refused):
            cells_of(wrong)


def hand_in(desk: Desk, content: bytes, name: str, **more: str) -> tuple[int, Any]:
    person = desk.person("cap")
    fields = {"kind": "green_lane", **more}
    parts = [
        f'--vungxanh\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}'
        for field, value in fields.items()
    ]
    body = "\r\n".join([*parts, ""]).encode() + form_of(content, "91", name)
    answer = person.client.post(
        f"{ORDERS}/file",
        data=body,
        content_type=FORM,
        headers={"X-CSRFToken": person.forged()},
    )
    return answer.status_code, answer.json


def kept(desk: Desk, table: sa.Table) -> list[Any]:
    with reading(desk.engine) as connection:
        return list(connection.execute(sa.select(table)))


def test_the_form_itself_filled_in_is_an_order_and_identities_go_nowhere(
    light_desk: Desk,
) -> None:
    give_keys(light_desk)
    url = "/api/v1/permits/form?unit=91&kind=work"
    answer = light_desk.person("cap").client.get(url)
    book = load_workbook(BytesIO(answer.data))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[2]]
    rows = [
        {**WORKER, "purposes": "work"},
        {**WORKER, "purposes": "work", "identity": "7=1"},
        {**WORKER, "purposes": "work"},
    ]
    for down, row in enumerate(rows, start=3):
        for across, name in enumerate(names, start=1):
            sheet.cell(down, across, row.get(name))
    memory = BytesIO()
    book.save(memory)

    preview = hand_in(
        light_desk, memory.getvalue(), "đề nghị.xlsx", kind="work", preview="true"
    )
    assert (preview[0], preview[1]["key"]) == (200, None)
    code, told = hand_in(light_desk, memory.getvalue(), "đề nghị.xlsx", kind="work")

    assert code == 201, told
    counts = {name: told["counts"][name] for name in ("read", "accepted", "refused")}
    assert counts == {"read": 3, "accepted": 1, "refused": 1}
    assert (told["counts"]["duplicate"], told["duplicate"]) == (1, [5])
    head, row, end = told["refused_file"]["content"].split("\n")
    assert head.startswith("\ufeffinitials,identity,purposes")
    assert head.endswith(",Lỗi")
    assert "Số giấy tờ không đúng dạng." in row
    assert end == ""
    everything = "".join(
        str(kept(light_desk, table)) for table in metadata.sorted_tables
    )
    assert IDENTITY not in everything
    assert "Nguyễn" not in everything


@pytest.mark.usefixtures("read_at_hand")
def test_a_refused_row_comes_back_as_it_was_and_is_no_formula(
    light_desk: Desk,
) -> None:
    content = "plate,starts,ends,ghi chú\n=CMD(),15/09/2021,,+84\n68C-1,,,x\n".encode()
    code, told = hand_in(light_desk, content, "a.csv")

    assert (code, told["key"]) == (200, None)
    assert told["refused_file"]["name"] == "a-loi.csv"
    lines = told["refused_file"]["content"].splitlines()
    assert lines[0] == "\ufeffplate,starts,ends,ghi chú,Lỗi"
    assert lines[1].startswith("'=CMD(),15/09/2021,,'+84,")
    assert kept(light_desk, orders) == []


@pytest.mark.usefixtures("read_at_hand")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"a,b\n1,2\n", "permit-file-columns"),
        (b"plate,starts\n68C-1,2021-09-15\n", "permit-file-columns"),
        (b"\x89PNG\r\n", "table-binary"),
        (b"plate,starts,ends\n", "permit-rows-none"),
        (b"PK\x03\x04broken", None),
    ],
)
def test_what_is_no_order_is_refused_whole(
    light_desk: Desk, content: bytes, code: str | None
) -> None:
    status, told = hand_in(light_desk, content, "x.csv")

    assert 400 <= status < 500
    assert code is None or told["code"] == code


@pytest.mark.usefixtures("read_at_hand")
def test_a_number_of_a_workbook_that_lost_its_zeros_is_no_identity(
    light_desk: Desk,
) -> None:
    book = Workbook()
    book.active.append(["initials", "identity", "purposes", "starts", "ends"])
    book.active.append(["NVA", 91085012345, "work", "2021-09-15", "2021-09-16"])
    memory = BytesIO()
    book.save(memory)
    told = hand_in(light_desk, memory.getvalue(), "x.xlsx", kind="work")[1]

    assert [one["code"] for one in told["refused"]] == ["permit-row-identity"]


def test_a_route_too_long_for_the_code_says_what_to_shorten(
    light_desk: Desk,
) -> None:
    units = ["30001", "30002", "30003", "30004", "28001", "899", "900", "815", "82"]
    longest = {**WORKER, "units": units, "purposes": ["work", "duty"]}
    assert order(light_desk, longest, kind="work")[1]["counts"]["accepted"] == 1


@pytest.mark.usefixtures("read_at_hand")
def test_more_rows_than_are_taken_at_once_are_refused(light_desk: Desk) -> None:
    rows = b"plate,starts,ends\n" + b"68C-12345,2021-09-15,\n" * 5001
    told = hand_in(light_desk, rows, "x.csv")[1]

    assert told["code"] == "permit-rows-many"


@pytest.mark.usefixtures("read_at_hand")
def test_five_thousand_permits_are_ordered_at_once(light_desk: Desk) -> None:
    give_keys(light_desk)
    lines = [f"68C-{number:05},2021-09-15,2021-09-16" for number in range(5000)]
    content = "\n".join(["plate,starts,ends", *lines]).encode()
    code, told = hand_in(light_desk, content, "x.csv")

    assert code == 201
    assert told["counts"] == {
        "read": 5000,
        "accepted": 5000,
        "refused": 0,
        "duplicate": 0,
        "unusual": True,
    }
    assert kept(light_desk, permits) == []
    assert TRUCK["plate"] not in str(told)
