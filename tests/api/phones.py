"""A phone at a post, without the phone: its key, its log, and what it sends."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from api.store.engine import writing
from api.store.layers import save_layer
from gis.permits.chain import BEGINS, canonical, commit, link, name_device
from gis.permits.keys import public_of
from tests.api.desk import Desk

PERMIT, SALT = "00112233445566ff", "0f" * 16
GATE, INNER = "91.cua-ngo", "91.noi-o"
POSTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"id": "cua-ngo", "name": "Chốt QL80", "kind": "gateway"},
            "geometry": {"type": "Point", "coordinates": [105.05, 10.05]},
        },
        {
            "type": "Feature",
            "properties": {"id": "noi-o", "name": "Chốt chợ", "authority": "899"},
            "geometry": {"type": "Point", "coordinates": [105.15, 10.05]},
        },
    ],
}


def give_posts(desk: Desk, unit: str = "91", posts: Mapping[str, Any] = POSTS) -> None:
    """Hand in the posts of a province."""
    content = canonical_bytes(posts)
    with writing(desk.engine) as connection:
        save_layer(
            connection, "posts", unit, "p.geojson", content, "test", desk.clock()
        )


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    import json

    return json.dumps(document, ensure_ascii=False).encode()


def code_of(desk: Desk, unit: str = "91", who: str = "ky") -> str:
    """Have a code made by who manages the posts."""
    status, made = desk.person(who).ask("POST", "/api/v1/devices/codes", {"unit": unit})
    assert status == 201, made
    return str(made["code"])


@dataclass
class Phone:
    """A phone with a key of its own.

    Parameters
    ----------
    desk
        The service.
    seed
        Makes the key: the same seed is the same phone.
    """

    desk: Desk
    seed: int = 7
    seq: int = 0
    head: str = BEGINS
    shift: str = ""
    post: str = GATE
    sent: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.private = ec.derive_private_key(self.seed, ec.SECP256R1())
        self.point = public_of(self.private)
        self.key = name_device(self.point)
        self.public = _base64url(self.point)

    def sign(self, *parts: str) -> str:
        said = "\n".join(parts).encode()
        r, s = decode_dss_signature(self.private.sign(said, ec.ECDSA(hashes.SHA256())))
        return _base64url(r.to_bytes(32) + s.to_bytes(32))

    def enrol(self, code: str, who: str = "chot", label: str = "Máy 1") -> Any:
        signature = self.sign("vungxanh-device-1", code, self.public)
        body = {
            "code": code,
            "label": label,
            "public": self.public,
            "signature": signature,
        }
        return self.desk.person(who).ask("POST", "/api/v1/devices", body)

    def start(
        self, key: str, who: str = "chot", post: str = GATE, direction: str = "in"
    ) -> Any:
        signature = self.sign("vungxanh-shift-1", self.key, key, post, direction)
        body = {
            "key": key,
            "device": self.key,
            "post": post,
            "direction": direction,
            "signature": signature,
        }
        self.desk.person(who).sign_in(who)  # hours may have passed
        status, found = self.desk.person(who).ask("POST", "/api/v1/shifts", body)
        if status == 201:
            self.shift, self.post = key, post
        return status, found

    def write(
        self, kind: str = "check", permit: str = "", **more: Any
    ) -> dict[str, Any]:
        """Write one event at the end of the log, and give it as it is sent."""
        self.seq += 1
        said = {
            "seq": self.seq,
            "at": int(self.desk.clock().timestamp()),
            "kind": kind,
            "post": self.post,
            "direction": "in",
            "shift": self.shift,
            "verdict": "pass" if kind in {"check", "override"} else "",
            "rules": [],
            "mark": commit(permit, SALT) if permit else "",
            "band": "fresh",
            "rush": False,
            "bundle": 1,
            "previous": self.head,
            **more,
        }
        text = canonical(said)
        self.head = link(self.head, text)
        made: dict[str, Any] = {"text": text}
        if permit:
            made["sealed"] = {"permit": permit, "salt": SALT}
        self.sent.append(made)
        return made

    def send(self, events: Iterable[Mapping[str, Any]]) -> Any:
        """Send events as a page does that nobody is signed in to."""
        events = list(events)
        texts = (str(one["text"]) for one in events)
        signature = self.sign("vungxanh-events-1", self.key, *texts)
        return self.post_events({"events": events, "signature": signature})

    def post_events(self, body: Any) -> Any:
        url = f"/api/v1/devices/{self.key}/events"
        answer = self.desk.app.test_client().post(url, json=body)
        return answer.status_code, answer.json


def phone_on_shift(
    desk: Desk, seed: int = 7, who: str = "chot", label: str = "Máy 1"
) -> Phone:
    """Give an enrolled phone, on shift at the gateway."""
    give_posts(desk)
    phone = Phone(desk, seed)
    assert phone.enrol(code_of(desk), who, label)[0] == 201
    assert phone.start(f"{seed:016x}", who)[0] == 201
    return phone


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
