"""A service with people at work: one province of four communes, and who may what."""

import json
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import shapely
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from api.services import accounts, passwords
from api.services.access import EVERYWHERE
from api.services.passwords import hash_password
from api.settings import Settings
from api.store.accounts import add_account, add_grant, find_account
from api.store.engine import file_of, reading, writing
from api.store.units import import_units
from api.web import create_app
from tests.api.service import Reader

# A password of the tests costs a millisecond instead of a tenth of a second.
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords.NOBODYS = passwords._HASHER.hash("nobody's")
accounts.NOBODYS = passwords.NOBODYS
BEGINS = datetime(2021, 9, 14, 1, 0, tzinfo=UTC)  # 8:00 in Vietnam
PASSWORD = "một câu dễ nhớ"  # noqa: S105 - of people made up for tests
PEOPLE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "nhap.xa": (("data_entry", "30001"),),
    "nhap.tinh": (("data_entry", "91"),),
    "lap": (("planner", "91"),),
    "lap.hai": (("planner", "91"),),
    "ky": (("publisher", "91"),),
    "ky.huyen": (("publisher", "899"),),
    "ky.xa": (("publisher", "30001"),),
    "xem": (("viewer", "91"),),
    "chot": (("checkpoint_officer", "91"),),
    "cap": (("permit_issuer", "91"),),
    "kiem": (("auditor", "91"),),
    "quan": (("administrator", EVERYWHERE),),
    "lap.khac": (("planner", "82"),),
    "ky.khac": (("publisher", "82"),),
    "cap.khac": (("permit_issuer", "82"),),
}


@dataclass
class Clock:
    """A clock that tests set forward."""

    at: datetime = BEGINS

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **more: float) -> None:
        self.at += timedelta(**more)


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)


def small_units() -> gpd.GeoDataFrame:
    """Two provinces: 91 with districts 899 (two communes) and 900 (two), 82 with one.

    Communes are squares of 0.1 degrees side by side, from 105.0, 10.0 eastward.
    """
    rows = [
        ("91", "Tỉnh Kiên Giang", "Tỉnh", "province", ""),
        ("899", "Thành phố Rạch Giá", "Thành phố", "district", "91"),
        ("900", "Thành phố Hà Tiên", "Thành phố", "district", "91"),
        ("30001", "Phường Một", "Phường", "commune", "899"),
        ("30002", "Phường Hai", "Phường", "commune", "899"),
        ("30003", "Xã Ba", "Xã", "commune", "900"),
        ("30004", "Xã Bốn", "Xã", "commune", "900"),
        ("82", "Tỉnh Tiền Giang", "Tỉnh", "province", ""),
        ("815", "Thành phố Mỹ Tho", "Thành phố", "district", "82"),
        ("28001", "Phường Năm", "Phường", "commune", "815"),
    ]
    squares = {  # rounded: 105.1 + 0.1 is not 105.2
        code: shapely.box(
            round(105 + 0.1 * n, 1), 10.0, round(105.1 + 0.1 * n, 1), 10.1
        )
        for n, code in enumerate(["30001", "30002", "30003", "30004", "28001"])
    }
    below = {
        "899": ["30001", "30002"],
        "900": ["30003", "30004"],
        "91": ["30001", "30002", "30003", "30004"],
        "815": ["28001"],
        "82": ["28001"],
    }
    shapes = [
        squares[code]
        if code in squares
        else shapely.union_all([squares[one] for one in below[code]])
        for code, *_ in rows
    ]
    frame = gpd.GeoDataFrame(
        [row[1:] for row in rows],
        columns=["name", "kind", "admin_level", "parent"],
        index=[row[0] for row in rows],
        geometry=shapes,
        crs=4326,
    )
    frame.index.name = "code"
    return frame


@dataclass
class Desk:
    """The service, its clock, and a signed-in client for anybody by name."""

    app: Flask
    clock: Clock
    _clients: dict[str, "Person"] = field(default_factory=dict)

    @property
    def engine(self) -> Any:
        return self.app.extensions["keeper"].store()

    def person(self, name: str) -> "Person":
        """Give somebody of `PEOPLE`, signed in."""
        if name not in self._clients:
            self._clients[name] = Person(self.app.test_client())
            self._clients[name].sign_in(name)
        return self._clients[name]

    def nobody(self) -> "Person":
        """Give somebody without an account."""
        return Person(self.app.test_client())

    def hire(self, name: str, *grants: tuple[str, str]) -> None:
        """Make an account with these roles."""
        with writing(self.engine) as connection:
            number = add_account(
                connection,
                name=name,
                full_name=f"Cán bộ {name}",
                office="Ban chỉ đạo",
                password=_hashed(),
                must_change=False,
                recorded_at=self.clock(),
            )
            for role, unit in grants:
                add_grant(
                    connection,
                    account_id=number,
                    role=role,
                    unit=unit,
                    starts=self.clock(),
                    granted_by="quan",
                    recorded_at=self.clock(),
                )


class Person:
    """A browser in somebody's hands, without the browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, name: str, password: str = PASSWORD) -> int:
        data = {"name": name, "password": password, "csrf_token": self.forged()}
        return self.client.post("/signin", data=data).status_code

    def forged(self) -> str:
        page = self.client.get("/signin").text
        return re.search('name="csrf" content="([^"]+)"', page)[1]  # type: ignore[index]

    def ask(
        self,
        method: str,
        url: str,
        body: object = None,
        *,
        etag: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Ask as a page does: with JSON and the page's own token."""
        sent = {"X-CSRFToken": self.forged(), **(headers or {})}
        if etag:
            sent["If-Match"] = etag
        answer = self.client.open(url, method=method, json=body, headers=sent)
        kind = answer.content_type or ""
        return answer.status_code, json.loads(
            answer.data
        ) if "json" in kind else answer.text


def open_desk(url: str, folder: Path) -> Desk:
    """Start a service with the small units and everybody of `PEOPLE`.

    An empty SQLite store is written whole, as the first one of this run was filled.
    """
    file = file_of(url)
    if file is not None and not file.exists():
        file.write_bytes(_first_store())
    desk = _start(url, folder)
    with reading(desk.engine) as connection:
        filled = find_account(connection, "lap") is not None
    return desk if filled else _fill(desk)


def fill_store(url: str) -> None:
    """Write the small units and everybody into an empty database."""
    with TemporaryDirectory() as name:
        _fill(_start(url, Path(name))).app.extensions["keeper"].close()


@cache
def _first_store() -> bytes:
    with TemporaryDirectory() as name:
        folder = Path(name)
        desk = _fill(_start(f"sqlite:///{folder / 'filled.sqlite'}", folder))
        with closing(desk.engine.raw_connection()) as connection:
            connection.execute("vacuum into ?", [str(folder / "whole.sqlite")])
        desk.app.extensions["keeper"].close()
        return (folder / "whole.sqlite").read_bytes()


def _start(url: str, folder: Path) -> Desk:
    clock = Clock()
    settings = Settings(
        database_url=url,
        publications=folder / "published",
        secret_file=folder / "secret.key",
        keys=folder / "keys",
        signing_keys=folder / "signing-keys",
    )
    app = create_app(settings, now=clock)
    app.test_client_class = Reader
    return Desk(app, clock)


def _fill(desk: Desk) -> Desk:
    with writing(desk.engine) as connection:
        import_units(connection, "mẫu nhỏ", small_units(), BEGINS)
    for name, grants in PEOPLE.items():
        desk.hire(name, *grants)
    return desk
