"""The reverse proxy of ``docs/running.md``, run as it stands there."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAPER = Path(__file__).resolve().parents[2] / "docs/running.md"
_ALSO = ("/usr/sbin/nginx", "/usr/local/sbin/nginx")
_PATIENCE_S = 10
_AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{server}
}}
"""


def recipe() -> str:
    """Give the server block of the page."""
    (found,) = re.findall(r"```nginx\n(.*?)```", PAPER.read_text("utf-8"), re.DOTALL)
    return str(found)


@contextmanager
def in_front(folder: Path, pair: tuple[Path, Path], behind: int) -> Iterator[int]:
    """Run nginx by the recipe; only its port, its files and our port are put in.

    Yields
    ------
    int
        The port on which it speaks TLS.
    """
    program = shutil.which("nginx") or next(p for p in _ALSO if Path(p).exists())
    port = _free_port()
    server = recipe()
    for wrote, put in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/vungxanh/chain.pem", str(pair[0])),
        ("/etc/ssl/vungxanh/key.pem", str(pair[1])),
        ("http://127.0.0.1:8080;", f"http://127.0.0.1:{behind};"),
    ):
        assert server.count(wrote) == 1, wrote
        server = server.replace(wrote, put)
    conf = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    conf.write_text(_AROUND.format(user=user, folder=folder, server=server), "utf-8")
    errors = folder / "error.log"
    process = subprocess.Popen([program, "-e", errors, "-p", folder, "-c", conf])
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("nginx does not listen")
