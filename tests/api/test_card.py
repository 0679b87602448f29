"""The rule card of a post, as an officer at the post asks for it."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from api.cli import commands
from api.services.card import card_of
from api.services.permits_policies import policies_of
from api.services.snapshot import Snapshot
from api.store.engine import reading, writing
from api.store.layers import save_layer
from boundaries.refusal import Refused
from gis.permits.policies import OF
from gis.permits.read import LIBRARY, read_policy
from tests.api.desk import Desk
from tests.api.phones import GATE, give_posts


def test_an_officer_gets_one_page_with_the_rules_of_the_day(light_desk: Desk) -> None:
    give_posts(light_desk)
    officer = light_desk.person("chot")
    answer = officer.client.get(f"/api/v1/posts/{GATE}/card.pdf?day=2021-09-14")
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    (page,) = pypdf.PdfReader(BytesIO(answer.data)).pages
    said = " ".join(page.extract_text().split())
    for words in ("Chốt QL80", "14/09/2021", "LUÔN CHO QUA", "5187/VPCP-CN", "72 giờ"):
        assert words in said


def test_a_post_that_does_not_stand_and_a_day_that_is_none(light_desk: Desk) -> None:
    give_posts(light_desk)
    officer = light_desk.person("chot")
    status, problem = officer.ask("GET", "/api/v1/posts/91.khong/card.pdf")
    assert (status, problem["code"]) == (404, "card-post-unknown")
    status, problem = officer.ask("GET", f"/api/v1/posts/{GATE}/card.pdf?day=mai")
    assert (status, problem["code"]) == (422, "query-unreadable")


def test_the_card_says_the_hash_of_the_rules_where_no_bundle_was_signed(
    light_desk: Desk,
) -> None:
    give_posts(light_desk)
    day = date(2021, 9, 14)
    with reading(light_desk.engine) as connection:
        card = card_of(connection, Snapshot(), GATE, day, light_desk.clock())
        with pytest.raises(Refused, match="card-post-unknown"):
            card_of(connection, Snapshot(), "x", day, light_desk.clock())
    assert card.version is None
    assert len(card.sha256) == 64
    assert card.place == "Tỉnh Kiên Giang"


def test_no_unit_can_hand_the_always_pass_core_away(light_desk: Desk) -> None:
    harvest = (LIBRARY / "harvest.yaml").read_text("utf-8")
    given = {
        "91": harvest.replace("id: harvest\n", "id: core\n", 1),
        "82": harvest.replace("Ra ngoài xã để", "Ngoài xã, để"),
    }
    with writing(light_desk.engine) as connection:
        for unit, text in given.items():
            content, at = text.encode(), light_desk.clock()
            save_layer(connection, "access", unit, "p.yaml", content, "test", at)
    with reading(light_desk.engine) as connection:
        found = {policy.id: policy for policy in policies_of(connection)}
    assert found["core"].sha256 == read_policy("core").sha256
    own = found[f"harvest{OF}82"]
    assert own.sha256 != read_policy("harvest").sha256
    assert "82" in found["harvest"].scope.without


def test_the_command_prints_the_card_of_a_post(
    light_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_posts(light_desk)
    settings = light_desk.app.extensions["settings"]
    monkeypatch.setenv("VUNGXANH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("VUNGXANH_PUBLICATIONS", str(tmp_path))
    out = tmp_path / "card.pdf"
    words = ["policies", "card", "--post", GATE, "--day", "2023-01-01"]
    done = CliRunner().invoke(commands, [*words, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF")
