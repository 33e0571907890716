"""Forms for people without an account: what stops programs, and how people get on."""

import pytest
from django import forms
from django.core import signing
from django.test import RequestFactory
from django.utils import timezone

from coordination.lib import guests
from coordination.lib.forms import PlainTextField
from coordination.lib.guests import SALT, GuestForm


class Form(GuestForm):
    text = PlainTextField(max_length=200)


@pytest.fixture
def at(monkeypatch):
    """Send a form that was opened so many seconds ago."""

    def send(seconds, **values):
        stamp = signing.TimestampSigner
        opened = timezone.now().timestamp() - seconds
        with monkeypatch.context() as then:
            then.setattr(signing.time, "time", lambda: opened)
            value = Form().initial["stamp"]
        assert stamp
        return Form({"text": "Hallo", "stamp": value} | values)

    return send


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(0, "too_quick"), (2, "too_quick"), (5, None), (23 * 3600, None), (25 * 3600, "too_old")],
)
def test_a_form_is_sent_by_somebody_who_read_it_and_within_a_day(at, seconds, code):
    form = at(seconds)

    assert form.is_valid() == (code is None)
    assert [error.code for error in form.non_field_errors().as_data()] == ([code] if code else [])


def test_who_was_too_slow_gets_a_new_stamp_with_the_text(at):
    form = at(25 * 3600)
    form.is_valid()

    assert form["text"].value() == "Hallo"
    assert signing.loads(form["stamp"].value(), salt=SALT, max_age=60) == ""


def test_a_stamp_of_another_form_of_ours_does_not_count():
    form = Form({"text": "Hallo", "stamp": signing.dumps("", salt="elsewhere")})

    assert not form.is_valid()


def test_a_field_that_only_programs_fill_in_is_refused_with_a_sentence(at):
    form = at(10, homepage="http://spam.example")

    assert not form.is_valid()
    assert [error.code for error in form.errors.as_data()["homepage"]] == ["trap"]


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("siehe https://a.de und www.b.de", True),
        ("https://a https://b https://c", False),
        ("[url=x] [URL] www.c", False),
    ],
)
def test_two_links_are_enough(at, text, valid):
    assert at(10, text=text).is_valid() == valid


def test_the_trap_is_no_field_people_are_shown():
    assert [field.name for field in Form().shown_fields()] == ["text"]
    assert isinstance(Form().fields["stamp"].widget, forms.HiddenInput)


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 200), ("same-site", 200), ("none", 200), ("", 200), ("cross-site", 403)],
)
def test_what_another_site_sends_is_refused(site, status):
    from django.core.exceptions import PermissionDenied
    from django.http import HttpResponse

    view = guests.without_cookie(lambda request: HttpResponse("ok"))
    headers = {"sec-fetch-site": site} if site else {}
    request = RequestFactory().post("/", headers=headers)

    if status == 403:
        with pytest.raises(PermissionDenied):
            view(request)
    else:
        assert view(request).status_code == status
    assert view.csrf_exempt
