"""The log of a phone in a real browser's store: written whole, kept, sent again."""

import json
from typing import Any

import pytest

from gis.permits.chain import BEGINS, commit, link
from tests.twin import Twin

_LOAD = """
const { openStore, recall, remember } = await import("/static/post/store.js");
const q = await import("/static/post/queue.js");
const d = await import("/static/post/device.js");
const s = await import("/static/post/shift.js");
"""
PERMIT = "00112233445566ff"


def run(twin: Twin, body: str, given: Any = None) -> Any:
    """Run a piece of script that has the modules of the post at hand."""
    return twin.page.evaluate(f"async (given) => {{ {_LOAD} {body} }}", given)


@pytest.fixture
def phone(twin: Twin, request: pytest.FixtureRequest) -> Twin:
    """Give a page whose store is this test's own."""
    run(twin, "globalThis.phone = given;", request.node.name)
    return twin


def test_events_are_numbered_and_chained_and_hold_no_permit(phone: Twin) -> None:
    found = run(
        phone,
        """
        const store = await openStore(phone);
        await q.record(store, {kind: "check", at: 5, permit: given}, {kind: "rush_on"});
        await q.record(store, {kind: "check", at: 6});
        return await q.since(store, 1);
        """,
        PERMIT,
    )

    previous = BEGINS
    for number, one in enumerate(found, 1):
        event = json.loads(one["text"])
        assert (one["seq"], event["seq"]) == (number, number)
        assert event["previous"] == previous
        previous = link(previous, one["text"])
        assert one["hash"] == previous
    assert len(found) == 3
    assert PERMIT not in found[0]["text"]
    sealed = found[0]["sealed"]
    assert json.loads(found[0]["text"])["mark"] == commit(PERMIT, sealed["salt"])
    assert [one["sealed"] for one in found[1:]] == [None, None]


def test_two_pages_that_write_at_once_make_one_chain(phone: Twin) -> None:
    found = run(
        phone,
        """
        const stores = await Promise.all([openStore(phone), openStore(phone)]);
        await Promise.all(Array.from({length: 20}, (_, n) =>
          q.record(stores[n % 2], {kind: "check", at: n})));
        return await q.since(stores[0], 1);
        """,
    )

    previous = BEGINS
    for one in found:
        assert json.loads(one["text"])["previous"] == previous
        previous = one["hash"]
    assert [one["seq"] for one in found] == list(range(1, 21))


def test_twenty_thousand_events_wait_and_a_reload_loses_none(phone: Twin) -> None:
    run(
        phone,
        """
        const store = await openStore(phone);
        for (let part = 0; part < 20; part += 1)
          await q.record(store, ...Array.from({length: 1000}, (_, n) => ({
            kind: "check", at: n, post: "91.P001", direction: "in", shift: "00ff",
            verdict: "pass", rules: ["permit/ended"], band: "fresh", rush: false,
            bundle: 7, permit: "00112233445566ff"})));
        await openStore(phone);
        """,
    )
    name = run(phone, "return phone;")
    phone.page.reload()
    found = run(
        phone,
        """
        globalThis.phone = given;
        const store = await openStore(given);
        await q.record(store, {kind: "check", at: 1});
        return [await q.countWaiting(store), (await q.since(store, 1)).length,
          (await q.lastEvents(store)).map((one) => one.seq)];
        """,
        name,
    )

    assert found[0]["waiting"] == 20_001
    assert found[1] == 20_001
    assert found[2] == list(range(20_001, 19_981, -1))


def test_what_was_sent_loses_the_permit_and_goes_once_its_shift_is_over(
    phone: Twin,
) -> None:
    found = run(
        phone,
        """
        const store = await openStore(phone);
        const device = await d.makeDevice(store);
        await d.enrol(store, async () => ({ok: true, body: {unit: "91", label: "m"}}),
          "ab12-cd34", "m");
        const sent = [];
        const send = async (method, url, body) => {
          if (url === "/api/v1/shifts")
            return {ok: true, body: {key: body.key, officer: "chot", starts: "x"}};
          if (sent.push(body) === 1) throw new Error("no network");
          const last = JSON.parse(body.events.at(-1).text).seq;
          return {ok: true, body: {contiguous: last, quarantined: false}};
        };
        const post = {id: "91.P001", name: "Chốt"};
        await s.startShift(store, send, post, "in", 10.5);
        for (let n = 0; n < 700; n += 1)
          await q.record(store, {kind: "check", at: n, permit: given});
        await q.sync(store, send).catch(() => null);
        const before = await q.countWaiting(store);
        await q.sync(store, send);
        const kept = await q.since(store, 1);
        await s.startShift(store, send, post, "out", 20);
        await q.sync(store, send);
        return {before, sizes: sent.map((one) => one.events.length),
          same: JSON.stringify(sent[0].events) === JSON.stringify(sent[1].events),
          kept: kept.length, sealed: kept.filter((one) => one.sealed).length,
          after: (await q.since(store, 1)).map((one) => one.seq),
          waiting: (await q.countWaiting(store)).waiting};
        """,
        PERMIT,
    )

    assert found["before"]["waiting"] == 701
    assert found["sizes"] == [500, 500, 201, 2]
    assert found["same"]
    assert (found["kept"], found["sealed"]) == (701, 0)
    assert found["after"] == list(range(684, 704))
    assert found["waiting"] == 0


def test_the_shift_is_counted_on_the_phone_without_a_network(phone: Twin) -> None:
    found = run(
        phone,
        """
        const store = await openStore(phone);
        await d.makeDevice(store);
        const send = async (_, url, body) =>
          ({ok: true, body: {key: body.key, officer: "chot", starts: "x"}});
        await s.startShift(store, send, {id: "91.P001"}, "in", 1);
        const check = {rules: [], band: "fresh", bundle: 3};
        await s.recordCheck(store, {...check, verdict: "pass",
          arrival: {home: "30001", zone: "red", heads: 3}}, 2);
        const seq = await s.recordCheck(store,
          {...check, verdict: "stop", rules: ["hcm/hours"]}, 3);
        const override = {of: seq, reason: "head-of-post", second: "chot.hai"};
        await s.recordCheck(store, {kind: "override", verdict: "pass", override}, 4);
        await s.setRush(store, true, 5);
        const slip = await s.recordCheck(store, {...check, verdict: "manual"}, 6);
        const back = {of: slip, reason: "mis-tap", second: "self"};
        await s.recordCheck(store, {kind: "override", verdict: "", override: back}, 6);
        await s.markUsed(store, given, 7);
        const counts = await s.countShift(store);
        const texts = (await q.since(store, 1)).map((one) => JSON.parse(one.text));
        return {counts, texts, used: [await s.usedBefore(store, given),
          await s.usedBefore(store, "00")], kept: await recall(store, "used")};
        """,
        PERMIT,
    )

    counts = found["counts"]
    names = ("checks", "pass", "stop", "manual", "override", "arrivals")
    assert [counts[name] for name in names] == [2, 1, 1, 0, 1, 3]
    assert counts["rules"] == {"hcm/hours": 1}
    assert counts["shift"]["rush"]
    assert [one["kind"] for one in found["texts"]] == [
        *("shift_on", "check", "check", "override", "rush_on", "check", "override")
    ]
    assert found["texts"][3]["override"] == {
        "of": 3,
        "reason": "head-of-post",
        "second": "chot.hai",
    }
    assert [one["rush"] for one in found["texts"]] == [False] * 4 + [True] * 3
    assert found["used"] == [7, 0]
    assert PERMIT not in str(found["kept"])
