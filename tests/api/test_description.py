"""No answer of the API is a fault of ours, and each is one that is described.

Schemathesis makes requests from the description itself: right ones, wrong ones and
nearly right ones, sent by somebody who may do everything in one province. Every other
request is about things that are there, so that routes answer more than 404.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from playwright.sync_api import Browser
from schemathesis import Case
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from api.web.openapi import description
from tests.api.checking import HERE, stand_posts
from tests.api.filled import fill_desk
from tests.api.folders import publish
from tests.api.live import listening

ROLES = (
    "data_entry",
    "planner",
    "publisher",
    "permit_issuer",
    "checkpoint_officer",
    "auditor",
    "administrator",
)
HELD = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MANY = settings(
    max_examples=int(os.environ.get("VUNGXANH_EXAMPLES", "3")),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ALL = "VUNGXANH_EXAMPLES" in os.environ
FIRST = 6  # of the requests of an operation, which are all sent


schema = schemathesis.openapi.from_dict(json.loads(description()))
schema.config.update(base_url="http://localhost")


@dataclass
class Everything:
    """A listening service with one of everything, and somebody who may do all."""

    address: str
    headers: dict[str, str]
    things: dict[str, str]
    asked: Counter[str] = field(default_factory=Counter)

    def take(self, case: Case) -> bool:
        """Say whether to send a request; every other one is about what is there.

        Schemathesis writes out up to 200 wrong requests for one operation: after the
        first few, one in eight is sent unless all are asked for.
        """
        self.asked[case.operation.label] += 1
        number = self.asked[case.operation.label]
        written = case.meta is None or case.meta.phase.name.value != "fuzzing"
        if written and number > FIRST and number % 8 and not ALL:
            return False
        if number % 16 < 8 if number > FIRST else number % 2:
            self._point(case)
        return True

    def _point(self, case: Case) -> None:
        part = case.operation.path.split("/")[3].removesuffix(".csv")
        named = {"imports": "import", "permits": "order"}.get(part, part[:-1])
        numbers = {"accounts": "grant", "permits": "revocation", "alerts": "alert"}
        here = {
            "key": self.things.get(named, ""),
            "unit": "30001" if part == "days" else "91",
            "day": self.things["day"],
            "name": self.things["account"],
            "number": self.things[numbers.get(part, "number")],
            "code": self.things["code"],
            "prefix": self.things["token"],
        }
        for name in case.path_parameters or {}:
            case.path_parameters[name] = here[name]
        if "If-Match" in case.headers:
            case.headers["If-Match"] = '"v1"'
        if isinstance(case.body, dict) and "unit" in case.body:
            case.body["unit"] = "91"
        if isinstance(case.body, dict) and "post" in case.body:
            case.body["post"] = HERE
        if "unit" in case.query:
            case.query["unit"] = "91"


@pytest.fixture(scope="module")
def everything(
    tmp_path_factory: pytest.TempPathFactory, live_browser: Browser
) -> Iterator[Everything]:
    """Give a listening service, and the headers of somebody who may do everything."""
    folder: Path = tmp_path_factory.mktemp("described")
    publish(folder / "published")
    url = f"sqlite:///{folder / 'store.sqlite'}"
    with listening(url, folder, live_browser) as live:
        things = fill_desk(live.desk)
        stand_posts(live.desk)
        things["post"] = HERE
        live.desk.hire("moi.viec", *((role, "91") for role in ROLES))
        person = live.desk.person("moi.viec")
        forged = person.forged()
        cookie = person.client.get_cookie("vungxanh")
        assert cookie is not None
        sent = {"X-CSRFToken": forged, "Cookie": f"vungxanh={cookie.value}"}
        yield Everything(live.address, sent, things)


@schema.parametrize()
@MANY
def test_every_answer_is_one_that_is_described(
    case: Case, everything: Everything
) -> None:
    if not everything.take(case):
        return
    case.call_and_validate(
        base_url=everything.address, headers=everything.headers, checks=HELD
    )


def test_no_two_parts_of_the_description_name_two_things_alike() -> None:
    here = resources.files("api.web")
    parts = [json.loads((here / "static/openapi.json").read_text("utf-8"))]
    parts[0]["schemas"] = parts[0]["components"]["schemas"]
    files = [f for f in (here / "openapi").iterdir() if f.name.endswith(".yaml")]
    parts += [yaml.safe_load(file.read_text("utf-8")) for file in files]
    for member in ("paths", "schemas"):
        names = Counter(name for part in parts for name in part.get(member) or {})

        assert [name for name, times in names.items() if times > 1] == []
