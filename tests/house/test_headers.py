"""Every page of the resolver carries every header of protection, for nobody and for a coordinator, also as an error.

Graded after the rules of MDN's Observatory as of 2026: it begins at 100 and takes away; extra points only from 90.
"""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import path

from coordination.lib import pdf
from tests.house.pages import addresses

pytestmark = pytest.mark.django_db

# Forms of signing in set the CSRF cookie; the workspace is for those who have signed in.
SETS_A_COOKIE = ("/konto/", "/arbeit/", "/einladung/", "/demo/")


def policy(response) -> dict[str, list[str]]:
    parts = (part.split() for part in response.get("Content-Security-Policy", "").split(";") if part.strip())
    return {name: values for name, *values in parts}


def faults(response, *, tls: bool = False) -> list[tuple[int, str]]:
    """Return what costs points, worst first: (points, what)."""
    found = []
    csp = policy(response)
    scripts = csp.get("script-src", csp.get("default-src"))
    styles = csp.get("style-src", csp.get("default-src"))
    if not csp:
        found.append((25, "no content security policy"))
    else:
        if scripts is None or {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:"} & set(scripts):
            found.append((20, "scripts from anywhere"))
        if styles is None or {"'unsafe-inline'", "*"} & set(styles):
            found.append((10, "styles from anywhere"))
        needed = ("base-uri", "form-action", "frame-ancestors")
        found += [(5, f"no {name}") for name in needed if name not in csp]
        if csp.get("default-src") != ["'none'"]:
            found.append((5, "default-src is not 'none'"))
    for header, wanted, points in [
        ("X-Content-Type-Options", {"nosniff"}, 5),
        ("X-Frame-Options", {"DENY"}, 20),
        ("Referrer-Policy", {"same-origin", "no-referrer"}, 5),  # pages behind a link in a mail tell nobody
        ("Cross-Origin-Opener-Policy", {"same-origin"}, 5),
        ("Cross-Origin-Resource-Policy", {"same-origin"}, 5),
    ]:
        if response.get(header) not in wanted:
            found.append((points, f"{header}: {response.get(header)}"))
    if "geolocation=()" not in response.get("Permissions-Policy", ""):
        found.append((5, "no Permissions-Policy"))
    if "Cache-Control" not in response:
        found.append((5, "caches may guess"))
    for name, cookie in response.cookies.items():
        if (
            not cookie["httponly"]
            or cookie["samesite"] not in {"Lax", "Strict"}
            or (tls and not cookie["secure"])
        ):
            found.append((20, f"cookie {name}"))
    if tls and "max-age=31536000" not in response.get("Strict-Transport-Security", ""):
        found.append((20, "no HSTS"))
    return sorted(found, reverse=True)


def grade(response, *, tls: bool = False) -> str:
    points = 100 - sum(points for points, _what in faults(response, tls=tls))
    return "A+" if points >= 100 else "A" if points >= 90 else "B" if points >= 70 else "F"


def all_pages(client, **more):
    client.raise_request_exception = False
    answers = {name: client.get(address, **more) for name, address in sorted(addresses().items())}
    for answer in answers.values():
        if answer.streaming:
            b"".join(answer)  # closes the file
    return answers


@pytest.fixture(autouse=True)
def _paper_is_drawn_elsewhere(monkeypatch):
    monkeypatch.setattr(pdf, "draw", lambda html: b"%PDF-1.7 paper\n%%EOF\n")


def below_a_plus(answers, *, tls: bool = False) -> dict[str, list[tuple[int, str]]]:
    return {
        name: faults(answer, tls=tls) for name, answer in answers.items() if grade(answer, tls=tls) != "A+"
    }


def test_every_page_is_graded_a_plus_for_anonymous_people(client, network):
    answers = all_pages(client)

    assert len(answers) > 40
    assert below_a_plus(answers) == {}
    assert {name for name, answer in answers.items() if answer.status_code >= 500} <= {"lib:ready"}


def test_every_page_is_graded_a_plus_for_a_coordinator_and_kept_by_no_cache(client, ada):
    client.force_login(ada)
    answers = all_pages(client)

    assert below_a_plus(answers) == {}
    kept = {name for name, answer in answers.items() if answer["Cache-Control"] != "private, no-store"}
    assert kept == set()


def test_over_tls_cookies_are_secure_and_browsers_stay_with_tls(client, network, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True

    assert below_a_plus(all_pages(client, secure=True), tls=True) == {}


@pytest.mark.parametrize("address", ["/gibt/es/nicht/", "/akteure/%00", "/arbeit/auftrag/keine-nummer/"])
def test_an_unknown_address_is_graded_a_plus(client, network, address):
    response = client.get(address)

    assert response.status_code in {400, 404}
    assert faults(response) == []


def test_the_refusal_of_a_foreign_host_is_graded_a_plus(client, network):
    response = client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert faults(response) == []
    assert "evil" not in response.content.decode()


def test_a_refused_form_is_graded_a_plus(network):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/konto/anmelden/", {})

    assert response.status_code == 403
    assert faults(response) == []


def broken(request):
    raise ZeroDivisionError


def naked(request):
    response = HttpResponse("nackt")
    response["Content-Security-Policy"] = "default-src *; script-src 'unsafe-inline'"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response.set_cookie("spur", "1")
    return response


urlpatterns = [path("kaputt/", broken), path("nackt/", naked)]
handler500 = "coordination.lib.pages.server_error"


@pytest.mark.urls(__name__)
def test_an_error_of_ours_is_graded_a_plus(client, network):
    client.raise_request_exception = False
    response = client.get("/kaputt/")

    assert response.status_code == 500
    assert faults(response) == []


@pytest.mark.urls(__name__)
def test_a_careless_page_would_be_graded_down(client, network):
    """The counter-check: the grading sees a weak policy, a frame, a cookie."""
    response = client.get("/nackt/")

    assert grade(response) == "F"
    assert {what for _points, what in faults(response)} >= {
        "scripts from anywhere",
        "no base-uri",
        "cookie spur",
    }


def test_public_pages_set_no_cookie(client, network):
    answers = all_pages(client)
    public = {name: address for name, address in addresses().items() if not address.startswith(SETS_A_COOKIE)}

    assert len(public) > 5
    assert {name: list(answers[name].cookies) for name in public if answers[name].cookies} == {}


def test_the_start_page_may_be_kept_for_a_minute(client, network):
    assert client.get("/")["Cache-Control"] == "public, max-age=60"


def test_what_sets_a_cookie_is_kept_by_no_cache(client, network):
    response = client.get("/konto/anmelden/")

    assert response.cookies
    assert "no-store" in response["Cache-Control"]


def test_nobody_needs_tls_to_ask_for_health(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^gesund/"]

    assert client.get("/gesund/live").status_code == 200
    assert client.get("/").status_code == 301
    assert faults(client.get("/")) == []
