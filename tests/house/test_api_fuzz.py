"""Requests made up from the description: whatever is sent, the answer is one the description names, never a fault."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

from tests.api import token_of
from tests.factories.directory import (
    AffiliationFactory,
    ContactPointFactory,
    InstitutionFactory,
    ListingFactory,
)

schemathesis = pytest.importorskip("schemathesis")

pytestmark = [pytest.mark.django_db, pytest.mark.long]


EACH = 12  # requests per operation


@pytest.fixture
def secret(ada, network):
    """A coordinator's token, and something to be found; requests keep the connection of the test."""
    institution = InstitutionFactory(name="Kita Beispiel")
    ListingFactory(institution=institution, network=network)
    ContactPointFactory(institution=institution, network=network)
    AffiliationFactory(institution=institution, network=network)
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield token_of(ada)
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def faults_of(response: Any, operation: Any) -> str:
    """What is wrong with an answer, empty if nothing is."""
    status, kind = response.status_code, response.headers.get("content-type", [""])[0]
    if status >= 500:
        return f"a fault of ours ({status})"
    known = {"304", "405"} | {str(each) for each in operation.definition.raw["responses"]}
    if str(status) not in known:
        return f"{status} is not described"
    return "" if status < 400 or kind == "application/problem+json" else f"no problem but {kind}"


def probe(operation: Any, secret: str, *, each: int = EACH) -> list[str]:
    """Send made-up requests to one operation and return what was wrong, with the request that shows it."""
    found: list[str] = []

    @settings(
        max_examples=each, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        response = case.call(headers={"Authorization": f"Token {secret}"})
        if fault := faults_of(response, operation):
            found.append(f"{operation.label}: {fault}: {case.as_curl_command()[:400]}")

    send()
    return found


def test_whatever_is_sent_the_answer_is_described(secret):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    faults = [fault for each in schema.get_all_operations() for fault in probe(each.ok(), secret)]

    assert faults == []


def test_a_fault_would_be_named():
    """The counter-check: a fault, an answer nobody described, an error of another shape."""
    operation = SimpleNamespace(definition=SimpleNamespace(raw={"responses": {"200": {}, "404": {}}}))
    answers = [
        (500, "application/problem+json"),
        (418, "application/json"),
        (404, "text/html"),
        (200, "text/html"),
    ]

    found = [
        faults_of(SimpleNamespace(status_code=status, headers={"content-type": [kind]}), operation)
        for status, kind in answers
    ]

    assert found == ["a fault of ours (500)", "418 is not described", "no problem but text/html", ""]
