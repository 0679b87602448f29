"""``vungxanh sign``: the signer, a process apart from the web."""

import os
import signal
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.door import FILE, note, say, with_language
from api.cli.keys import facts_of
from api.cli.log import keep_log
from api.settings import Settings

if TYPE_CHECKING:
    from api.services.signing import Signing


@click.command()
@click.option("--once", is_flag=True, help="Sign what waits now, then end.")
@click.option("--make-keys", is_flag=True, help="Make keys where there are none.")
@click.option("--beside", is_flag=True, help="End when standard input does.")
@click.option("--publications", type=FILE, help="Folder of publications.")
@with_language
def sign(
    publications: Path | None, *, once: bool, make_keys: bool, beside: bool
) -> None:
    """Sign permits and bundles, apart from the service that people reach.

    `vungxanh serve` starts one where the store is a file; elsewhere it runs under an
    account of its own, which alone can read the private keys.
    """
    from api.services.keeper import Keeper
    from api.services.signing import Round, Signing

    settings = Settings.from_env()
    settings = replace(settings, publications=publications or settings.publications)
    keep_log()
    keeper = Keeper(settings)
    signing = Signing(keeper, settings, lambda: datetime.now(UTC), make_keys=make_keys)

    def tell(done: Round) -> None:
        for key in done.made:
            note(f"keys-first-{key.use}", **facts_of(key))

    try:
        if once:
            done = signing.run_once()
            tell(done)
            say("sign-done" if done.version else "sign-same", version=done.version)
            for version in done.orphans:
                note("sign-orphan", version=version)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: signing.stop())
        if beside:
            threading.Thread(target=_end_with, args=(signing,), daemon=True).start()
        signing.run(tell)
    finally:
        keeper.close()


def _end_with(signing: "Signing") -> None:
    """Wait for the end of what started us, and stop."""
    # Not through a buffer, whose lock a daemon thread would hold at the very end.
    while os.read(sys.stdin.fileno(), 1):
        pass
    signing.stop()
