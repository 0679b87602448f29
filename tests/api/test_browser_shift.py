"""A whole shift on a phone in a real browser: enrolled, cut off, and synced after."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.api.live import Live
from tests.api.phones import GATE, PERMIT, code_of, give_posts
from tests.api.test_events import alerts_of, rows_of

pytestmark = pytest.mark.browser
_LOAD = """
const { openStore } = await import("/static/post/store.js");
const { sender } = await import("/static/post/send.js");
const q = await import("/static/post/queue.js");
const d = await import("/static/post/device.js");
const s = await import("/static/post/shift.js");
const store = await openStore();
const send = sender(() => document.querySelector('meta[name="csrf"]')?.content ?? "");
"""


def run(page: Page, body: str, given: Any = None) -> Any:
    return page.evaluate(f"async (given) => {{ {_LOAD} {body} }}", given)


def test_a_shift_without_network_is_whole_after_the_sync(live_light: Live) -> None:
    desk = live_light.desk
    give_posts(desk)
    now = desk.clock().timestamp()
    with live_light.browser_as("chot") as (page, _):
        begun = run(
            page,
            """
            const code = given.code.toLowerCase();
            const enrolled = await d.enrol(store, send, code, "Máy 1");
            const posts = (await send("GET", "/api/v1/posts?unit=91")).body.items;
            const post = posts.find((one) => one.id === given.gate);
            const started = await s.startShift(store, send, post, "in", given.now);
            return [enrolled.status, started.status, started.body];
            """,
            {"code": code_of(desk), "gate": GATE, "now": now},
        )
        assert begun[:2] == [201, 201], begun
        key = begun[2]["key"]
        page.context.set_offline(True)
        waiting = run(
            page,
            """
            const check = {rules: [], band: "fresh", bundle: 1, verdict: "pass"};
            check.permit = given.permit;
            for (let n = 0; n < 60; n += 1)
              await s.recordCheck(store, check, given.now + n);
            await s.endShift(store, given.now + 700);
            const cut = await q.sync(store, send).then(() => "sent", () => "cut");
            const { checks } = await s.countShift(store);
            return [cut, await q.countWaiting(store), checks];
            """,
            {"permit": PERMIT, "now": now},
        )
        assert waiting[0] == "cut"
        assert waiting[1]["waiting"] == 62
        assert waiting[2] == 60
        page.context.set_offline(False)
        page.context.clear_cookies()  # the session is over; the phone still reports
        desk.clock.forward(hours=13)
        answers = run(
            page,
            """
            const twice = [q.sync(store, send), q.sync(store, send)];
            const [one, two] = await Promise.all(twice);
            return [one.body, two?.body ?? null, await q.countWaiting(store)];
            """,
        )

    assert answers[2]["waiting"] == 0
    assert answers[0]["contiguous"] == 62
    rows = rows_of(desk)
    assert len(rows) == 62
    assert {row.shift for row in rows} == {key}
    assert [row.kind for row in (rows[0], rows[-1])] == ["shift_on", "shift_off"]
    assert len({row.mark for row in rows if row.kind == "check"}) == 1
    assert PERMIT not in str(rows)
    assert [kind for kind in alerts_of(desk) if kind != "too_often"] == []
