"""A program that speaks to the interface with a token of somebody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from coordination.accounts.models import ApiToken

EVERYTHING = tuple(ApiToken.Scope.values)


def token_of(user: Any, *scopes: str) -> str:
    until = timezone.now() + dt.timedelta(days=30)
    _token, secret = ApiToken.make(
        user=user, name="Abgleich", scopes=list(scopes or EVERYTHING), expires_at=until
    )
    return secret


class Program:
    """Sends and reads JSON below ``/api/v1/``."""

    def __init__(self, user: Any = None, *scopes: str, secret: str = "") -> None:
        self.client = Client()
        secret = secret or (token_of(user, *scopes) if user else "")
        self.headers = {"Authorization": f"Token {secret}"} if secret else {}

    def send(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """``If_Match="…"`` becomes the header If-Match; an address from the root is taken as it is."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        where = address if address.startswith(("/", "http")) else f"/api/v1/{address}"
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(where, headers=self.headers | named, **sent)

    def get(self, address: str, **headers: str) -> Any:
        return self.send("get", address, **headers)

    def post(self, address: str, body: Any = None, **headers: str) -> Any:
        return self.send("post", address, {} if body is None else body, **headers)

    def put(self, address: str, body: Any, **headers: str) -> Any:
        return self.send("put", address, body, **headers)

    def patch(self, address: str, body: Any, **headers: str) -> Any:
        return self.send("patch", address, body, **headers)

    def delete(self, address: str, **headers: str) -> Any:
        return self.send("delete", address, **headers)

    def change(self, address: str, body: Any) -> Any:
        """Read a record and change it as read."""
        return self.patch(address, body, If_Match=self.get(address)["ETag"])


def is_problem(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """Hold that the answer is a problem of this status and code, and return it."""
    found = response.json()
    assert response.status_code == status, found
    assert response["Content-Type"] == "application/problem+json"
    assert found["status"] == status
    assert found["detail"]
    assert not code or found["code"] == code, found
    return found
