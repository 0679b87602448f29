"""What the service needs to know about the place where it runs."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

from boundaries.refusal import Refused

_PREFIX = "VUNGXANH_"
_OTHERS = frozenset({"VUNGXANH_REALDATA", "VUNGXANH_OPERATOR"})  # not settings
_PORTS = range(1, 65536)
_HOPS = range(10)


@dataclass(frozen=True, slots=True)
class Settings:
    """One setting a field; ``VUNGXANH_<FIELD>`` in the environment.

    Parameters
    ----------
    database_url
        SQLAlchemy URL, ``sqlite:///FILE`` or ``postgresql+psycopg://...``.
    publications
        Folder that ``vungxanh publish --out`` writes and the service reads.
    host, port
        Where the service listens.
    threads
        Requests answered at the same time.
    secret_file
        What sessions are signed with; made where it is missing. By default beside a
        SQLite database; with PostgreSQL and none, each process has its own, and people
        sign in again after a restart.
    proxies
        How many reverse proxies stand in front, each of which adds one value to
        ``X-Forwarded-For``, ``-Proto`` and ``-Host``; 0 believes no such header.
    keys
        Folder of the keys under which the service hashes: of identities, and of one
        day's checks. By default ``keys`` beside a SQLite database.
    signing_keys
        Folder of the private keys of permits and bundles. Only ``vungxanh sign`` and
        the commands that make keys read it; the web process never does. By default
        ``signing-keys`` beside a SQLite database.
    """

    database_url: str = "sqlite:///data/vungxanh.sqlite"
    publications: Path = Path("data/publications")
    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 8
    secret_file: Path | None = None
    proxies: int = 0
    keys: Path | None = None
    signing_keys: Path | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; a name that means nothing is refused.

        Raises
        ------
        Refused
            ``setting-unknown`` or ``setting-unreadable``.
        """
        given = {
            name.removeprefix(_PREFIX).lower(): value
            for name, value in (os.environ if env is None else env).items()
            if name.startswith(_PREFIX) and name not in _OTHERS
        }
        known = [field.name for field in fields(cls)]
        if unknown := sorted(given.keys() - set(known)):
            raise Refused(
                "setting-unknown",
                names=[_PREFIX + name.upper() for name in unknown],
                known=[_PREFIX + name.upper() for name in known],
            )
        read = {name: _read(name, value) for name, value in given.items()}
        return cls(**read)  # type: ignore[arg-type] # each by its own reader


def _read(name: str, value: str) -> object:
    try:
        return _READERS[name](value)
    except ValueError:
        raise Refused(
            "setting-unreadable", name=_PREFIX + name.upper(), seen=value
        ) from None


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError(value)
    return value.strip()


def _folder(value: str) -> Path:
    return Path(_text(value))


def _port(value: str) -> int:
    if int(value) not in _PORTS:
        raise ValueError(value)
    return int(value)


def _count(value: str) -> int:
    if int(value) < 1:
        raise ValueError(value)
    return int(value)


def _hops(value: str) -> int:
    if int(value) not in _HOPS:
        raise ValueError(value)
    return int(value)


_READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "database_url": _text,
        "publications": _folder,
        "host": _text,
        "port": _port,
        "threads": _count,
        "secret_file": _folder,
        "proxies": _hops,
        "keys": _folder,
        "signing_keys": _folder,
    }
)
