"""Behind reverse proxies: scheme, host and address are those of the browser."""

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from api.settings import Settings
from api.web import create_app
from api.web.door import open_to_all
from api.web.server import _listen
from boundaries.refusal import Refused

LIES = {
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=6.6.6.6;proto=https;host=evil.example",
}
SAYS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host")


def service(folder: Path, proxies: int) -> Flask:
    url = f"sqlite:///{folder / 'x.sqlite'}"
    app = create_app(Settings(url, folder / "out", proxies=proxies))

    @app.get("/heard")
    @open_to_all
    def tell() -> str:
        return f"{request.scheme} {request.host} {request.remote_addr}"

    return app


def heard(app: Flask, **headers: str) -> str:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get("/heard", headers=said).text


@contextmanager
def served(app: Flask, proxies: int) -> Iterator[int]:
    settings = Settings(proxies=proxies)
    with closing(_listen(app, settings, "127.0.0.1", 0)) as server:
        threading.Thread(target=server.run, daemon=True).start()
        yield server.effective_port


@contextmanager
def proxy(behind: int) -> Iterator[int]:
    """Pass on as nginx does with the recipe of docs/running.md; clients are 9.9.9.9."""

    class Pass(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = self.headers.get("X-Forwarded-For")
            said = {
                "Host": "127.0.0.1",
                "X-Forwarded-For": f"{told}, 9.9.9.9" if told else "9.9.9.9",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "vungxanh.example.vn",
            }
            line = HTTPConnection("127.0.0.1", behind, timeout=10)
            line.request("GET", self.path, headers=said)
            answer = line.getresponse()
            body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            line.close()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Pass) as front:
        threading.Thread(target=front.serve_forever, daemon=True).start()
        yield front.server_address[1]
        front.shutdown()


def get(port: int, path: str) -> tuple[str, Any]:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=LIES)
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - http
        return answer.read().decode(), answer.headers


def test_behind_a_proxy_cookies_are_bound_to_tls_and_people_have_own_addresses(
    tmp_path: Path,
) -> None:
    app = service(tmp_path, 1)
    with served(app, 1) as port, proxy(port) as front:
        assert get(front, "/heard")[0] == "https vungxanh.example.vn 9.9.9.9"
        headers = get(front, "/signin")[1]
    app.extensions["keeper"].close()

    assert headers["Set-Cookie"].startswith("__Host-vungxanh=")
    assert "Secure" in headers["Set-Cookie"]
    assert "Strict-Transport-Security" in headers


def test_without_proxies_what_a_stranger_says_is_nothing(tmp_path: Path) -> None:
    app = service(tmp_path, 0)
    with served(app, 0) as port:
        assert get(port, "/heard")[0] == f"http 127.0.0.1:{port} 127.0.0.1"
        assert get(port, "/signin")[1]["Set-Cookie"].startswith("vungxanh=")
    app.extensions["keeper"].close()


def test_each_proxy_is_believed_one_value_and_the_client_none(tmp_path: Path) -> None:
    app = service(tmp_path, 2)
    three = dict.fromkeys(("X_Forwarded_For",), "6.6.6.6, 9.9.9.9, 10.0.0.1")
    one = dict.fromkeys(("X_Forwarded_For",), "6.6.6.6")

    assert heard(app, **three) == "http localhost 9.9.9.9"
    assert heard(app, **one) == "http localhost 127.0.0.1"  # a proxy is missing
    assert heard(app, X_Forwarded_Proto="http, https, http").startswith("https ")
    app.extensions["keeper"].close()


@pytest.mark.parametrize("noise", ["", ",", "\x7f", "a b", "[::1", "x:y:z", "é" * 99])
def test_no_value_of_a_proxy_brings_out_a_fault_of_ours(
    tmp_path: Path, noise: str
) -> None:
    app = service(tmp_path, 1)
    for name in SAYS:
        answer = app.test_client().get("/signin", headers={name: noise})
        assert answer.status_code < 500, name
    assert heard(app, X_Forwarded_Proto="javascript").startswith("http ")
    app.extensions["keeper"].close()


@pytest.mark.parametrize("value", ["-1", "10", "yes", "", "1.0"])
def test_a_number_of_proxies_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(Refused, match="setting-unreadable"):
        Settings.from_env({"VUNGXANH_PROXIES": value})
