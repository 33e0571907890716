"""What people type never reaches the log: a hundred canaries, none found."""

from __future__ import annotations

import io
import json
import logging
import secrets
import sys

import pytest
from django.core.signals import got_request_exception
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from coordination.lib import logs
from coordination.lib.faults import SilentFilter, SilentReporter
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def breaks(request, token=""):
    given = list(request.GET.values()) + list(request.POST.values())
    raise ValueError(f"cannot read {given} {token} {request.headers.get('X-Secret')}")


def fine(request, token=""):
    logging.getLogger("coordination.somewhere").warning(
        "A link of %s was used: /einladung/%s/?next=%s", "frau.probe@example.org", token, request.GET
    )
    return HttpResponse("gut")


urlpatterns = [
    path("einladung/<str:token>/", fine, name="fine"),
    path("kaputt/<str:token>/", breaks, name="breaks"),
    path("kaputt/", breaks, name="breaks-plain"),
]
handler400 = "coordination.lib.pages.bad_request"
handler500 = "coordination.lib.pages.server_error"


@pytest.fixture(params=["json", "line"])
def written(request, settings):
    """Everything that goes to the log, as it would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter() if request.param == "json" else logs.LineFormatter())
    root, own = logging.getLogger(), logging.getLogger("schutznetz.request")
    before = own.level
    root.addHandler(handler)
    own.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    own.setLevel(before)


@pytest.fixture
def entries():
    """The lines as JSON objects."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    own = logging.getLogger("schutznetz.request")
    own.addHandler(handler)
    own.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    own.removeHandler(handler)
    own.setLevel(logging.WARNING)


def canary() -> str:
    return f"Kanari{secrets.token_hex(6)}"


@pytest.mark.urls(__name__)
def test_a_hundred_canaries_and_none_in_log_or_reports(client, written):
    client.raise_request_exception = False
    birds, reports = [], []

    def report(request, **_):
        reporter = SilentReporter(request, *sys.exc_info())
        reports.append(reporter.get_traceback_text() + reporter.get_traceback_html())

    def bird() -> str:
        birds.append(canary())
        return birds[-1]

    got_request_exception.connect(report)
    try:
        for _ in range(20):
            token = bird() + secrets.token_urlsafe(20)
            client.get(f"/einladung/{token}/", {"name": bird()})
            client.post(f"/kaputt/{token}/", {"name": bird(), "text": bird()}, headers={"X-Secret": bird()})
        for _ in range(5):
            client.get(f"/nirgends/{bird()}/", {"q": bird()}, headers={"Cookie": f"spur={bird()}"})
            client.get("/", headers={"Host": f"{bird()}.example"})
    finally:
        got_request_exception.disconnect(report)
    text = written.getvalue() + "".join(reports)

    assert len(birds) >= 100
    assert len(reports) >= 20
    assert "ValueError" in text
    assert [one for one in birds if one in text or one.lower() in text] == []
    assert "frau.probe" not in text


@pytest.mark.urls(__name__)
def test_the_canaries_would_be_seen_by_an_ordinary_log(client):
    """The counter-check: with the formatter of the standard library the same requests tell everything."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    client.raise_request_exception = False
    bird = canary()
    client.post(f"/kaputt/{bird}/", {"name": bird})
    client.get(f"/nirgends/{bird}/")
    logging.getLogger().removeHandler(handler)

    assert stream.getvalue().count(bird) >= 3


@pytest.mark.urls(__name__)
def test_a_line_says_route_status_time_and_number(client, entries):
    response = client.get("/einladung/geheim/?x=1")
    (entry,) = entries()

    assert entry["route"] == "/einladung/<str:token>/"
    assert entry["method"] == "GET"
    assert entry["status"] == 200
    assert entry["ms"] >= 0
    assert entry["request"] == response["X-Request-ID"]
    assert entry["level"] == "INFO"
    assert entry["time"].endswith("+00:00")
    assert "user" not in entry


@pytest.mark.parametrize(
    ("sentence", "parts", "written"),
    [
        ("%s: %s", ("Not Found", "/einladung/geheim/"), "Not Found: -"),
        ("Method Not Allowed (%s): %s", ("PUT", "/x/geheim/"), "Method Not Allowed (PUT): -"),
        ("odd %d", ("/geheim/",), "odd %d"),
    ],
)
def test_django_names_the_route_instead_of_the_address(sentence, parts, written):
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, sentence, parts, None)
    record.request = RequestFactory().get("/einladung/geheim/")

    assert logs.message_of(record) == written


def test_the_same_person_has_the_same_pseudonym_and_another_key_another(client, entries, settings):
    user = UserFactory()
    client.force_login(user)
    client.get("/arbeit/")
    client.get("/arbeit/")
    first, second = (entry["user"] for entry in entries())
    settings.SECRET_KEY = "another key"
    client.force_login(user)
    client.get("/arbeit/")

    assert first == second != entries()[-1]["user"]
    assert len(first) == 16
    assert str(user.pk) != first


def test_a_number_is_taken_from_our_proxy_only(client, settings):
    theirs = {"X-Request-ID": "0123456789abcdef"}
    assert client.get("/gesund/live", headers=theirs)["X-Request-ID"] != "0123456789abcdef"

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/gesund/live", headers=theirs)["X-Request-ID"] == "0123456789abcdef"
    assert client.get("/gesund/live", headers={"X-Request-ID": "a b\nc"})["X-Request-ID"] != "a b\nc"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("GET /orte/plz/?q=53844 done", "GET /orte/plz/?••• done"),
        ("mail to ada@example.org failed", "mail to ••• failed"),
        ("link 9f8Jx7Kq2mN4pL6wZ8rT1vY3 used", "link ••• used"),
        (
            "task 0b7a6f1e-4c55-4d9e-8a43-1f6e2f0c9d11 ended",
            "task 0b7a6f1e-4c55-4d9e-8a43-1f6e2f0c9d11 ended",
        ),
        ("coordination.lib.management.commands.tick2", "coordination.lib.management.commands.tick2"),
        ("Worker could not leave its sign of life", "Worker could not leave its sign of life"),
    ],
)
def test_only_what_could_be_secret_is_blanked(typed, left):
    assert logs.cleaned(typed) == left


def test_an_exception_keeps_its_causes_and_places_but_not_its_words():
    try:
        try:
            raise KeyError("Frau Muster")
        except KeyError as cause:
            raise ValueError("Herr Beispiel") from cause
    except ValueError as error:
        text = logs.described(error)

    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_logs.py" in text
    assert "Muster" not in text
    assert "Beispiel" not in text


def test_a_report_without_debug_names_route_and_places_only():
    request = RequestFactory().post("/x/?q=geheim", {"name": "geheim"})
    try:
        secret = "geheim"
        raise ValueError(secret)
    except ValueError as error:
        reporter = SilentReporter(request, type(error), error, error.__traceback__)

    assert "geheim" not in reporter.get_traceback_text() + reporter.get_traceback_html()
    assert "ValueError" in reporter.get_traceback_text()


def test_the_filter_hands_out_nothing_unless_debugging(settings):
    request = RequestFactory().post("/x/", {"name": "geheim"}, headers={"Cookie": "spur=geheim"})
    silent = SilentFilter()

    assert not silent.get_post_parameters(request)
    assert silent.get_safe_request_meta(request) == {}
    assert silent.get_safe_cookies(request) == {}
    settings.DEBUG = True
    assert silent.get_post_parameters(request)
