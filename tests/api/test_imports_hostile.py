"""Whatever a file is: a sentence, nothing kept, and the service goes on."""

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from waitress.adjustments import Adjustments

from api.services.imports_apart import read_apart
from api.services.imports_parcel import pack, pack_units, unpack
from api.services.jobs import Stopped
from api.services.uploads import LARGEST, clean_name
from api.store.desk import jobs, layers, uploads
from api.store.engine import reading
from api.store.tables import case_batches, case_rows, editions
from api.web.server import _Request
from boundaries.refusal import Fault, Refused
from tests.api.desk import Desk, small_units
from tests.api.handed_in import (  # noqa: F401 - the fixture
    FORM,
    ask_import,
    confirm,
    form_of,
    hand_in,
    look,
    read_at_hand,
    show,
    work,
)

GOOD = b"day,unit,cases\n2021-09-10,30001,3\n"
VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="a">
<SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""
XXE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>
<kml><Document><name>&b;</name></Document></kml>"""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(**members: bytes) -> bytes:
    """Make a zip; two underscores in a name are a slash."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def slipped() -> bytes:
    """Make a zip whose members climb out of their folder."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for end in ("shp", "shx", "dbf", "prj"):
            archive.writestr(f"../../../tmp/vungxanh-slip.{end}", b"x" * 200)
    return data.getvalue()


def bomb() -> bytes:
    """Make a workbook of 200 kB that unpacks to 200 MB."""
    return packed(
        **{
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": b" " * 200_000_000,
        }
    )


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a workbook that is a bomb": ("cases", b"", "sheet-bomb"),
    "a zip that climbs out": ("units", slipped(), ""),
    "a zip in a zip": ("units", packed(**{"a.zip": packed(a=b"1")}), ""),
    "a VRT called .geojson": ("units", VRT, "file-kind"),
    "a VRT as roads": ("roads", VRT, "file-kind"),
    "a text that asks the network": (
        "roads",
        b"/vsicurl/http://127.0.0.1/",
        "file-kind",
    ),
    "a text that names a database": ("sites", b"PG:dbname=x", "file-kind"),
    "KML with an entity": ("sites", XXE, "file-kind"),
    "an old workbook": ("cases", OLE + b"Workbook" * 100, ""),
    "JSON 100,000 deep": ("units", b'{"a":' * 100_000, "json-deep"),
    "a GeoJSON as a raster": (
        "people",
        b'{"type":"FeatureCollection"}',
        "raster-not-tiff",
    ),
    "a raster that is none": (
        "people",
        b"II*\x00" + b"\xff" * 500,
        "raster-unreadable",
    ),
    "a table with NUL": ("cases", GOOD + b"2021-09-11,3\x0000,1\n", "text-nul"),
    "trips of no table": ("trips", b"\x89PNG" + b"\0" * 50, "table-binary"),
}


def kept(desk: Desk) -> list[int]:
    """Count what imports leave in the store."""
    tables = (case_batches, case_rows, layers, editions)
    with reading(desk.engine) as connection:
        return [
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in tables
        ]


@pytest.mark.usefixtures("read_at_hand")
def test_hostile_files_are_refused_in_sentences_and_nothing_is_kept(
    light_desk: Desk,
) -> None:
    before = kept(light_desk)
    asked = {
        said: ask_import(
            light_desk, "nhap.tinh", content or bomb(), kind=kind, name="tệp.geojson"
        )
        for said, (kind, content, _) in HOSTILE.items()
    }
    work(light_desk)

    for said, key in asked.items():
        found = show(light_desk, "nhap.tinh", key)
        assert found["state"] == "refused", said
        problem = found["problem"]
        assert problem["what"], said
        assert problem["do"], said
        assert HOSTILE[said][2] in {"", problem["code"]}, (said, problem["code"])
        told = json.dumps(problem, ensure_ascii=False).replace("../tmp/", "")
        assert "handed-in" not in told, "the file bears its own name"
        assert "/tmp" not in told, "and no folder of ours"  # noqa: S108 - looked for
        assert confirm(light_desk, "nhap.tinh", key)[1]["code"] == "import-not-ready"
    assert kept(light_desk) == before
    assert not Path("/tmp/vungxanh-slip.shp").exists()  # noqa: S108 - looked for
    assert light_desk.person("nhap.tinh").client.get("/healthz").status_code == 200


def test_a_child_that_dies_or_never_ends_is_a_refusal_of_its_file() -> None:
    order = {"units": pack_units(small_units(), shapes=False), "encoding": ""}
    order |= {"map": "", "reason": "", "crs": None}
    narrow = {"RLIMIT_AS": 300_000_000, "RLIMIT_CORE": 0}

    with pytest.raises(Refused) as died:
        read_apart("cases", GOOD * 200_000, "to.csv", order, limits=narrow)
    with pytest.raises(Refused) as slow:
        read_apart("cases", GOOD, "chậm.csv", order, seconds=0)

    assert (died.value.code, died.value.facts) == (
        "upload-unreadable",
        {"name": "to.csv"},
    )
    assert (slow.value.code, slow.value.facts["name"]) == ("file-slow", "chậm.csv")


def test_the_child_has_no_secrets_and_ends_with_its_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", "postgresql+psycopg://u:secret@h/d")
    seen: list[tuple[int, bytes]] = []

    def look_and_stop() -> None:
        for listed in Path("/proc/self/task").glob("*/children"):
            for number in map(int, listed.read_text().split()):
                words = Path(f"/proc/{number}/cmdline").read_bytes()
                if b"imports_inside" in words:
                    environment = Path(f"/proc/{number}/environ").read_bytes()
                    seen.append((number, environment))
                    raise Stopped

    with pytest.raises(Stopped):
        read_apart("trips", b"a,b,trips\n", "x.csv", {}, beat=look_and_stop)

    [(number, environment)] = seen
    assert b"VUNGXANH" not in environment
    assert b"secret" not in environment
    assert b"HOME=" not in environment
    assert not Path(f"/proc/{number}").exists(), "it is gone"


def test_names_of_files_are_text_and_never_paths(light_desk: Desk) -> None:
    names = {
        "../../etc/passwd": "passwd",
        "C:\\số liệu\\Ca bệnh.xlsx": "Ca bệnh.xlsx",
        "a\x00b\x07.csv": "ab.csv",
        "Ca bê\u0323nh.csv": "Ca bệnh.csv",  # NFD
        "\u202excsv.exe": "xcsv.exe",
        "": "không tên",
        "x" * 300 + ".csv": "x" * 116 + ".csv",
    }
    assert {name: clean_name(name) for name in names} == names

    status, told = hand_in(light_desk, "nhap.tinh", GOOD, name="x" * 300 + "/Số 1.csv")
    assert (status, told["name"]) == (201, "Số 1.csv")


# Werkzeug leaves the file of a form that broke off to be closed when it is let go.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_wrong_uploads_are_refused_and_leave_nothing(light_desk: Desk) -> None:
    person = light_desk.person("nhap.tinh")
    headers = {"X-CSRFToken": person.forged()}

    def post(data: Any, **more: Any) -> tuple[int, str]:
        answer = person.client.post(
            "/api/v1/uploads", data=data, headers=headers, **more
        )
        return answer.status_code, answer.get_json()["code"]

    def one(content: bytes) -> Any:
        return (io.BytesIO(content), "a.csv")

    assert post({"unit": "91", "file": one(b"")}) == (422, "file-empty")
    assert post({"unit": "91"}) == (415, "upload-form")
    assert post({"unit": "91", "other": one(GOOD)}) == (422, "upload-missing")
    assert post({"file": one(GOOD)}) == (422, "upload-missing")
    assert post({"unit": "91", "file": [one(GOOD), one(GOOD)]})[1] == "upload-missing"
    assert post({"unit": "82", "file": one(GOOD)}) == (403, "access-denied")
    assert post(b"{}", content_type="application/json") == (415, "upload-form")
    parts = {f"a{n}": "1" for n in range(1001)}
    assert post({**parts, "unit": "91", "file": one(GOOD)})[0] == 413
    assert post({"unit": "9" * 300_000, "file": one(GOOD)})[0] == 413
    for more, code in ((1, "file-too-large"), (2_000_000, "http-too-large")):
        large = form_of(b"a" * (LARGEST + more), "91", "a.csv")
        assert post(large, content_type=FORM) == (413, code)
    cut = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nda'
    kind = "multipart/form-data; boundary=x"
    assert post(cut, content_type=kind)[0] in {400, 422}
    short = {"input_stream": io.BytesIO(cut), "content_length": 5000}
    assert post(None, content_type=kind, **short)[0] in {400, 422}

    nobody = light_desk.nobody().client.post("/api/v1/uploads", data={"unit": "91"})
    assert nobody.status_code in {401, 403}
    with reading(light_desk.engine) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(uploads)) == 0


def test_other_routes_take_as_little_as_before() -> None:
    def refuses(path: str, length: int) -> bool:
        parser = _Request(Adjustments(max_request_body_size=2 << 20))
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        parser.received(head.encode())
        return parser.error is not None

    assert not refuses("/api/v1/uploads", 26_000_000)
    assert refuses("/api/v1/uploads", 28_000_000)
    assert refuses("/api/v1/imports", 3_000_000)
    assert refuses("/api/v1/uploads/", 3_000_000)


@pytest.mark.usefixtures("read_at_hand")
def test_wrong_questions_are_4xx_and_leave_no_job(light_desk: Desk) -> None:
    person = light_desk.person("nhap.tinh")
    _, upload = hand_in(light_desk, "nhap.tinh", GOOD)
    whole = {"upload": upload["key"], "kind": "cases", "unit": "91"}
    wrong = [
        {**whole, "kind": "../../cases"},
        {**whole, "kind": 7},
        {**whole, "options": {"path": "/etc/passwd"}},
        {**whole, "options": {"covers_from": "2021-02-30", "covers_to": "2021-03-01"}},
        {**whole, "options": {"covers_units": "30001"}},
        {**whole, "options": {"encoding": "utf-7"}},
        {**whole, "options": []},
        {**whole, "upload": "../../../etc/passwd"},
        {**whole, "unit": "82"},
        {**whole, "unit": "91' or '1'='1"},
        {**whole, "more": 1},
    ]
    for body in wrong:
        status, told = person.ask("POST", "/api/v1/imports", body)
        assert 400 <= status < 500, (body, told)
    deep = person.client.post(
        "/api/v1/imports",
        data=b'{"upload":' * 50_000,
        content_type="application/json",
        headers={"X-CSRFToken": person.forged()},
    )
    assert 400 <= deep.status_code < 500
    for key in ("91-00000000", "x" * 300, "..", "91%00"):
        assert person.ask("GET", f"/api/v1/imports/{key}")[0] == 404, key
    for query in ("after=x", "after=-1", "after=9" * 40, "limit=0", "limit=x", "a=b"):
        assert 400 <= person.ask("GET", f"/api/v1/imports/batches?{query}")[0] < 500
    with reading(light_desk.engine) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(jobs)) == 0


KILLED = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from api.services import imports_work
from api.services.work import Worker
from api.settings import Settings
from api.store.engine import connect
def hang(*_):
    print("written, not committed", flush=True)
    time.sleep(60)
imports_work._write_down = hang
settings = Settings(database_url=sys.argv[1], publications=Path(sys.argv[2]))
engine = connect(sys.argv[1])
at = datetime.fromisoformat(sys.argv[3])
Worker(lambda: engine, settings, lambda: at).do_waiting()
"""


@pytest.mark.usefixtures("read_at_hand")
def test_a_worker_killed_in_the_middle_leaves_no_half_batch(
    light_desk: Desk, tmp_path: Path
) -> None:
    found = look(light_desk, "nhap.tinh", GOOD)
    confirm(light_desk, "nhap.tinh", found["key"])
    settings = light_desk.app.extensions["settings"]
    at = light_desk.clock().isoformat()
    started = [sys.executable, "-c", KILLED, settings.database_url, str(tmp_path), at]
    with subprocess.Popen(started, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().startswith(b"written")
        os.kill(worker.pid, 9)

    assert kept(light_desk)[:2] == [0, 0], "no half batch"
    assert work(light_desk) == 0, "the lease of the dead still stands"
    light_desk.clock.forward(minutes=2)
    assert work(light_desk) == 1
    assert kept(light_desk)[:2] == [1, 1]
    done = show(light_desk, "nhap.tinh", found["key"])
    assert (done["state"], done["result"]["batch"]) == ("imported", done["sha256"][:12])


@pytest.mark.usefixtures("read_at_hand")
def test_a_full_disk_keeps_nothing_and_the_service_goes_on(light_desk: Desk) -> None:
    found = look(light_desk, "nhap.tinh", GOOD)
    key = found["key"]
    engine = light_desk.engine

    def narrow(connection: Any, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    person = light_desk.person("nhap.tinh")
    engine.dispose()
    sa.event.listen(engine, "connect", narrow)
    status, told = hand_in(light_desk, "nhap.tinh", b"x" * 5_000_000)
    assert (status, told["code"]) == (503, "store-unreachable")
    assert "chỗ trống trên đĩa" in told["detail"]
    assert person.client.get("/healthz").status_code == 200
    assert show(light_desk, "nhap.tinh", key)["state"] == "previewed", "reading goes on"

    sa.event.remove(engine, "connect", narrow)
    engine.dispose()
    assert hand_in(light_desk, "nhap.tinh", GOOD)[0] == 201
    assert confirm(light_desk, "nhap.tinh", key)[0] == 202
    assert work(light_desk) == 1
    assert kept(light_desk)[:2] == [1, 1]


def test_a_parcel_gives_back_what_was_put_in() -> None:
    facts = {
        "day": date(2021, 9, 14),
        "at": datetime(2021, 9, 14, tzinfo=UTC),
        "units": {"30001", "30002"},
        "list": [1, 2.5, None, True],
        "fault": Fault("x", {"row": 3}),
    }
    assert unpack(json.loads(json.dumps(pack(facts)))) == facts
