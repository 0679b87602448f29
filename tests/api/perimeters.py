"""A perimeter on the small desk, and how far people take it."""

from http.client import UNAUTHORIZED
from typing import Any

from tests.api.desk import Desk

URL = "/api/v1/perimeters"
HEAD = {"name": "Nguyễn Văn An", "office": "Chủ tịch UBND phường"}
DEPUTY = {"name": "Trần Thị Bình", "office": "Phó Chủ tịch"}
PAPER = {"number": "12/QĐ-UBND", "signer": "Lê Văn Cường", "day": "2021-09-14"}
WHOLE = {
    "name": "Cụm chợ",
    "units": ["30001", "30002"],
    "reason": "Ổ dịch chợ",
    "head": HEAD,
    "deputy": DEPUTY,
    "review_day": "2021-09-28",
}


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


class Paper:
    """One perimeter in the hands of several people."""

    def __init__(self, desk: Desk, by: str = "lap", **given: Any) -> None:
        self.desk = desk
        body = {"unit": "91", **WHOLE, **given}
        status, found = desk.person(by).ask("POST", URL, body)
        assert status == 201, found
        self.key, self.now = found["key"], found

    @property
    def url(self) -> str:
        return f"{URL}/{self.key}"

    def ask(self, name: str, *asked: Any, **more: Any) -> tuple[int, Any]:
        """Ask as somebody, who signs in again where the session ended by itself."""
        person = self.desk.person(name)
        status, found = person.ask(*asked, **more)
        if status == UNAUTHORIZED:
            person.sign_in(name)
            status, found = person.ask(*asked, **more)
        return status, found

    def try_(
        self, name: str, act: str, body: object = None, version: int = 0
    ) -> tuple[int, Any]:
        """Do an act as somebody, from the newest version unless another is named."""
        tag = f'"v{version or self.now["version"]}"'
        method, url = (
            ("PUT", self.url) if act == "save" else ("POST", f"{self.url}/{act}")
        )
        status, found = self.ask(name, method, url, body, etag=tag)
        if status == 200:
            self.now = found
        return status, found

    def do(self, name: str, act: str, body: object = None) -> Any:
        status, found = self.try_(name, act, body)
        assert status == 200, found
        return found

    def see(self, name: str = "lap") -> Any:
        status, self.now = self.ask(name, "GET", self.url)
        assert status == 200, self.now
        return self.now

    def decided(self) -> "Paper":
        self.do("lap", "submit")
        self.do("ky", "decide", PAPER)
        return self

    def announced(self) -> "Paper":
        self.decided().do("ky", "announce")
        self.desk.clock.forward(minutes=5)
        return self
