"""No answer of the API is a fault of ours, and each is one that is described.

Schemathesis makes requests from the description itself: right ones, wrong ones and
nearly right ones, sent by somebody who may do everything in one province.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
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
from tests.api.folders import publish
from tests.api.live import listening

ROLES = ("data_entry", "planner", "publisher", "auditor", "administrator")
HELD = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MANY = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


schema = schemathesis.openapi.from_dict(json.loads(description()))
schema.config.update(base_url="http://localhost")


@pytest.fixture(scope="module")
def everything(
    tmp_path_factory: pytest.TempPathFactory, live_browser: Browser
) -> Iterator[tuple[str, dict[str, str]]]:
    """Give a listening service, and the headers of somebody who may do everything."""
    folder: Path = tmp_path_factory.mktemp("described")
    publish(folder / "published")
    url = f"sqlite:///{folder / 'store.sqlite'}"
    with listening(url, folder, live_browser) as live:
        live.desk.hire("moi.viec", *((role, "91") for role in ROLES))
        person = live.desk.person("moi.viec")
        forged = person.forged()
        cookie = person.client.get_cookie("vungxanh")
        assert cookie is not None
        sent = {"X-CSRFToken": forged, "Cookie": f"vungxanh={cookie.value}"}
        yield live.address, sent


@schema.parametrize()
@MANY
def test_every_answer_is_one_that_is_described(
    case: Case, everything: tuple[str, dict[str, str]]
) -> None:
    address, headers = everything

    case.call_and_validate(base_url=address, headers=headers, checks=HELD)
