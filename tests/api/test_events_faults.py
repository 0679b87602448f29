"""What breaks in the middle of a batch keeps nothing of it; sent again, it is whole."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.api.desk import Desk
from tests.api.phones import PERMIT, Phone, phone_on_shift
from tests.api.test_events import rows_of

ROOT = Path(__file__).resolve().parents[2]
TAKE = """
import json, os, signal, sys
from datetime import datetime
import api.services.events as events
from api.services.day_keys import DayKeys
from api.store.engine import open_store
sent = json.loads(sys.stdin.read())
now = datetime.fromisoformat(sent["now"])
rows = events.add_checks
def half(connection, kept):
    rows(connection, kept[: len(kept) // 2])
    os.kill(os.getpid(), signal.SIGKILL)
if sent["how"] == "kill":
    events.add_checks = half
told = events.take_events(
    open_store(sys.argv[1]), DayKeys(None, lambda: now),
    sent["key"], sent["events"], sent["signature"], now,
)
print(told.contiguous)
"""


def test_a_server_that_dies_in_a_batch_keeps_nothing_of_it(desk: Desk) -> None:
    phone = phone_on_shift(desk)
    phone.send([phone.write(permit=PERMIT) for _ in range(10)])
    more = [phone.write(permit=PERMIT) for _ in range(200)]
    before = rows_of(desk)

    assert _take(desk, phone, more, "kill").returncode == -signal.SIGKILL
    assert rows_of(desk) == before
    done = _take(desk, phone, more, "whole")
    assert (done.returncode, done.stdout.strip()) == (0, "210")
    assert phone.send(more)[1]["duplicate"] == 200
    assert [row.seq for row in rows_of(desk)] == list(range(1, 211))


def _take(
    desk: Desk, phone: Phone, events: list[dict[str, object]], how: str
) -> subprocess.CompletedProcess[str]:
    """Take a batch in a process of its own."""
    texts = [str(one["text"]) for one in events]
    sent = {
        "how": how,
        "key": phone.key,
        "events": events,
        "signature": phone.sign("vungxanh-events-1", phone.key, *texts),
        "now": desk.clock().isoformat(),
    }
    url = desk.engine.url.render_as_string(hide_password=False)
    return subprocess.run(
        [sys.executable, "-c", TAKE, url],
        input=json.dumps(sent),
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
