"""Asking the service in tests."""

import json

from flask.testing import FlaskClient

AT = "2021-09-15T08:00:00%2B07:00"


class Reader(FlaskClient):
    """Reads every answer to its end, as a browser does."""

    def open(self, *args: object, **kwargs: object):  # noqa: ANN201 - as Flask's own
        return super().open(*args, **{"buffered": True, **kwargs})


def ask(client: FlaskClient, url: str, **headers: str) -> tuple[int, dict]:
    answer = client.get(url, headers=headers)
    return answer.status_code, json.loads(answer.data)


def at(client: FlaskClient, lon: float, lat: float, when: str = AT) -> dict:
    code, found = ask(client, f"/api/v1/zones/at?lon={lon}&lat={lat}&at={when}")
    assert code == 200, found
    return found
