"""How often one network address may try passwords, kept in memory.

An account is locked by its own wrong passwords; this is against one password tried
on many accounts. A whole office may share an address, so it is patient, and only wrong
passwords count.
"""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

from boundaries.refusal import Refused

MOST = 30
WITHIN = timedelta(minutes=10)
_ADDRESSES = 10_000
_NETWORK = 64
"""Bits of an IPv6 address that one line is given whole."""


class Slowdown:
    """Wrong passwords of the last minutes, by address; the oldest are forgotten."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._busy = threading.Lock()

    def check(self, address: str, now: datetime) -> None:
        """Refuse an address that tried too often.

        Raises
        ------
        Refused
            ``sign-in-slow`` with the seconds to wait.
        """
        with self._busy:
            wrong = self._wrong.get(_line_of(address), deque())
            while wrong and not now - WITHIN < wrong[0] <= now:
                wrong.popleft()  # over, or written before the clock was set back
            if len(wrong) >= MOST:
                seconds = ceil((wrong[0] + WITHIN - now).total_seconds())
                raise Refused("sign-in-slow", seconds=seconds)

    def count(self, address: str, now: datetime) -> None:
        """Count one wrong password."""
        with self._busy:
            line = _line_of(address)
            wrong = self._wrong.setdefault(line, deque(maxlen=MOST))
            wrong.append(now)
            self._wrong.move_to_end(line)
            while len(self._wrong) > _ADDRESSES:
                self._wrong.popitem(last=False)


def _line_of(address: str) -> str:
    """Give what stands for one line: the address, or the network of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(int(found) >> (128 - _NETWORK))
