"""A private PostgreSQL with PostGIS: an ordinary user, a socket, no port."""

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

LEAST = 15
ORDINARY = "postgres"


def find_binaries() -> Path:
    """Find the newest server, with PostGIS; a missing one is a failure."""
    homes = Path("/usr/lib/postgresql").glob("*/bin")
    found = sorted(homes, key=lambda p: int(p.parent.name))
    assert found, f"PostgreSQL {LEAST} or newer is not installed"
    assert int(found[-1].parent.name) >= LEAST, found
    share = Path("/usr/share/postgresql") / found[-1].parent.name
    control = share / "extension/postgis.control"
    assert control.is_file(), f"PostGIS for PostgreSQL {share.name} is not installed"
    return found[-1]


def run_ordinary(argv: list[str]) -> None:
    """Run as an ordinary user also where the tests run as root."""
    who: dict[str, object] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam(ORDINARY)
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    subprocess.run(  # type: ignore[call-overload]
        argv,
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        **who,
    )


class Server:
    """One cluster; each test gets a database of its own, cloned in a moment."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._numbers = itertools.count()
        self._filled: set[str] = set()

    def _ask(self, *statements: str, dbname: str = "postgres") -> None:
        with psycopg.connect(
            host=self.folder, user=ORDINARY, dbname=dbname, autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[call-overload]

    def prepare(self) -> None:
        self._ask("create database tpl")
        self._ask("create extension postgis", dbname="tpl")

    def filled(self, name: str, fill: Callable[[str], None]) -> str:
        """Fill a template of this name once, and give the name."""
        if name not in self._filled:
            self._ask(f"create database {name} template tpl strategy file_copy")
            fill(self._url(name))
            self._filled.add(name)
        return name

    @contextlib.contextmanager
    def database(self, template: str = "tpl") -> Iterator[str]:
        name = f"t{next(self._numbers)}"
        self._ask(f"create database {name} template {template} strategy file_copy")
        try:
            yield self._url(name)
        finally:
            self._ask(f"drop database {name} with (force)")

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://{ORDINARY}@/{name}?host={self.folder}"


@contextlib.contextmanager
def start_server() -> Iterator[Server]:
    """Start a cluster in a folder of its own, and stop it."""
    binaries = find_binaries()
    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")
    if os.geteuid() == 0:
        shutil.chown(folder, ORDINARY, ORDINARY)
    data, control = f"{folder}/data", f"{binaries}/pg_ctl"
    secrets = ["-A", "trust", "-E", "UTF8", "--no-sync"]
    quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    options = f"-k {folder} -c listen_addresses='' {quick}"
    try:
        run_ordinary([f"{binaries}/initdb", "-D", data, "-U", ORDINARY, *secrets])
        run_ordinary(
            [control, "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"]
        )
        server = Server(folder)
        server.prepare()
        yield server
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run_ordinary([control, "-D", data, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)
