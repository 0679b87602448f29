"""A program of somebody, and the token that it asks with."""

from typing import Any

from tests.api.desk import Desk

TOKEN = {"name": "nhập", "role": "data_entry", "unit": "91", "days": 30}


def bearer(desk: Desk, token: str, method: str, url: str, body: Any = None) -> Any:
    """Ask as a program does: with its token, without a session."""
    headers = {"Authorization": f"Bearer {token}"}
    client = desk.app.test_client()
    return client.open(url, method=method, json=body, headers=headers)
