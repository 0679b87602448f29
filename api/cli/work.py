"""``vungxanh work``: a worker of its own."""

import signal
from dataclasses import replace
from pathlib import Path

import click

from api.cli.door import FILE, note, say, with_language
from api.cli.log import keep_log
from api.settings import Settings


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now, then end.")
@click.option("--publications", type=FILE, help="Folder of publications.")
@with_language
def work(publications: Path | None, *, once: bool) -> None:
    """Do the jobs that wait: imports and their previews, and the clearing away.

    `vungxanh serve` starts a worker already; more of them, on this or another
    machine, share the jobs of one database.
    """
    from api.services.work import Worker
    from api.store.engine import opened

    settings = Settings.from_env()
    settings = replace(settings, publications=publications or settings.publications)
    keep_log()
    with opened(settings.database_url) as engine:
        worker = Worker(lambda: engine, settings)
        if once:
            say("work-done", count=worker.do_waiting())
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        note("working", worker=worker.name)
        worker.run()
