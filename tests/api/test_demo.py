"""The demo may be run again, also over what another version of it published."""

from pathlib import Path

import pytest

from api.services import demo
from boundaries.refusal import Refused


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave locked areas and permits out: they have tests of their own."""
    monkeypatch.setattr(demo, "close_sample", lambda *_: None)
    monkeypatch.setattr(demo, "issue_sample", lambda *_: [])


def test_what_another_version_published_is_replaced_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def publish(path: Path, *_: object, **__: object) -> str:
        text = path.read_text("utf-8")
        if path.parent.name == "91" and "reason" not in text:
            raise Refused("publication-reason-missing", day=demo.DAY, version=1)
        told.append(text.splitlines()[0])
        return path.parent.name

    monkeypatch.setattr(demo, "publish_province", publish)

    assert sorted(map(str, demo.run_demo(tmp_path).published)) == ["82", "91"]
    assert sum(line.startswith('reason = "Chạy lại') for line in told) == 1


def test_any_other_refusal_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish(*_: object, **__: object) -> None:
        raise Refused("day-without-data", day=demo.DAY, first=None)

    monkeypatch.setattr(demo, "publish_province", publish)

    with pytest.raises(Refused, match="day-without-data"):
        demo.run_demo(tmp_path)
