"""What a signed-in person sees stays in no cache; public pages stay the same for all."""

from __future__ import annotations

import pytest
from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from tests.factories.accounts import UserFactory


def plain(request):
    response = HttpResponse("öffentlich")
    response["Cache-Control"] = "public, max-age=60"
    return response


def sign_in(request):
    login(request, UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    return HttpResponse("angemeldet")


def sign_out(request):
    logout(request)
    return HttpResponse("abgemeldet")


@require_POST
def send(request):
    return HttpResponse("angenommen")


urlpatterns = [
    path("plain/", plain),
    path("sign-in/", sign_in),
    path("sign-out/", sign_out),
    path("send/", send),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_a_public_page_may_be_cached_and_sets_no_cookie(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/plain/")

    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies


def test_a_signed_in_person_leaves_nothing_in_caches(client):
    client.force_login(UserFactory())

    assert client.get("/plain/")["Cache-Control"] == "private, no-store"


def test_the_answer_to_signing_in_is_not_kept(client):
    assert client.get("/sign-in/")["Cache-Control"] == "private, no-store"


def test_after_signing_out_pages_are_public_again(client):
    client.force_login(UserFactory())
    client.get("/sign-out/")

    assert client.get("/plain/")["Cache-Control"] == "public, max-age=60"


def test_the_address_of_a_form_says_to_people_that_nothing_was_done(client, lang):
    page = client.get("/send/", headers={"Accept": "text/html,*/*"})

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "es ist noch nichts geschehen" in page.content.decode().lower()
    assert client.get("/send/").content == b""
    assert client.post("/send/", headers={"Accept": "text/html"}).content.decode() == "angenommen"
