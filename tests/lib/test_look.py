"""Templates, tags and forms: strict policy, KERN's markup, words."""

import re
from datetime import date, timedelta

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from coordination.lib import ago, notes, pages
from coordination.lib.errorlist import complaints_of
from coordination.lib.forms import GermanDateField, PlainTextField
from coordination.lib.style import SampleForm
from tests.house import source

INLINE = [
    re.compile(r"<[^>]*\sstyle\s*="),
    re.compile(r"<style\b"),
    re.compile(r"""<script(?![^>]*\b(?:src=|type="application/json"))"""),  # data are no script
    re.compile(r"<[^>]*\son[a-z]+\s*="),
    re.compile(r"""(?:href|src)\s*=\s*["']javascript:"""),
]


def drawn(text: str, **context: object) -> str:
    return Template("{% load house %}" + text).render(Context(context))


def inline(text: str) -> list[str]:
    return [found[0] for rule in INLINE if (found := rule.search(text))]


# --- The strict policy ------------------------------------------------------------------------------------------------


def test_no_template_holds_style_or_script(root):
    # Mail programs know no style sheets, and what a municipality pastes into its own pages has none of ours.
    elsewhere = {"mail", "snippet.html"}
    paths = [path for path in source.templates(root) if not elsewhere & set(path.parts)]

    assert len(paths) > 40
    assert {str(path): found for path in paths if (found := inline(path.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<script>x()</script>",
        '<a onclick="x()">',
        '<a href="javascript:x()">',
        "<style>",
    ],
)
def test_inline_style_or_script_would_be_named(text):
    assert inline(text)


ICON = re.compile(r"""{% icon ["']([a-z-]+)|\bicon["']?[=:] ?["']([a-z-]+)""")


def test_every_icon_that_is_named_is_in_the_sprite(root):
    known = set(re.findall(r'\bid="([a-z-]+)"', (root / "coordination/static/icons.svg").read_text("utf-8")))
    paths = [*source.templates(root), *source.modules(root)]
    used = {name for path in paths for pair in ICON.findall(path.read_text("utf-8")) for name in pair if name}

    assert used - known == set()


# --- Fields -----------------------------------------------------------------------------------------------------------


def test_field_has_label_hint_and_error_tied_to_the_input():
    form = SampleForm({"postcode": "0012"})
    text = form["postcode"].as_field_group()

    assert '<label class="kern-label" for="id_postcode">' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_postcode_error"' in text
    assert '<div id="id_postcode_error">' in text
    assert "kern-form-input__input--error" in text


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("name", "kern-form-input__input"),
        ("kind", "kern-form-input__select"),
        ("level", "kern-form-check__radio"),
        ("topics", "kern-form-check__checkbox"),
        ("step_free", "kern-form-check__checkbox"),
        ("languages", "kern-form-input__input"),
        ("notes", "kern-form-input__input"),
        ("file", "kern-form-input__input"),
    ],
)
def test_every_kind_of_field_takes_its_class(name, css):
    assert f'class="{css}"' in SampleForm()[name].as_field_group()


def test_group_of_choices_is_a_fieldset_with_legend():
    text = SampleForm()["level"].as_field_group()

    assert "<fieldset" in text
    assert '<legend class="kern-label">' in text
    assert text.count("<label") == 4


def test_optional_fields_say_so_and_required_ones_do_not():
    with translation.override("en"):
        form = SampleForm()
        assert "(optional)" in form["mail"].as_field_group()
        assert "(optional)" not in form["name"].as_field_group()


def test_filters_do_not_call_every_field_optional():
    with translation.override("en"):
        text = render_to_string("parts/_chips.html", {"filters": SampleForm(), "chips": []})
    assert "(optional)" not in text


def test_what_was_typed_is_shown_again_and_never_as_markup():
    form = SampleForm({"name": '"><script>x</script>'})

    assert "<script>" not in form["name"].as_field_group()
    assert "&lt;script&gt;" in form["name"].as_field_group()


def test_date_is_read_and_shown_the_german_way():
    class Form(forms.Form):
        day = GermanDateField()

    assert Form({"day": "21.11.2026"}).fields["day"].clean("21.11.2026") == date(2026, 11, 21)
    assert Form({"day": "2026-11-21"}).fields["day"].clean("2026-11-21") == date(2026, 11, 21)
    assert 'value="21.11.2026"' in Form(initial={"day": date(2026, 11, 21)})["day"].as_field_group()
    assert not Form({"day": "31.02.2026"}).is_valid()


def test_free_text_reminds_that_no_case_data_belong_here():
    class Form(forms.Form):
        notes = PlainTextField()

    with translation.override("en"):
        assert "individual children" in Form()["notes"].as_field_group()


# --- Error summary ----------------------------------------------------------------------------------------------------


def test_error_summary_links_to_each_field():
    form = SampleForm({"name": "Kita", "kind": "kita", "postcode": "0012", "mail": "x@"})
    text = drawn("{% error_summary form %}", form=form)

    assert 'href="#id_postcode"' in text
    assert 'href="#id_mail"' in text
    assert 'href="#id_level_0"' in text  # a group: its first choice
    assert 'role="alert"' in text


def test_error_summary_is_silent_where_nothing_is_wrong():
    assert drawn("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_error_summary_counts_over_forms_and_formsets():
    formset = forms.formset_factory(SampleForm, extra=0)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Kita", "form-0-postcode": "1"}
    )
    form = SampleForm({"name": "Kita"})
    form.add_error(None, "Beides passt nicht zusammen.")

    complaints = complaints_of(form, formset, None)

    assert complaints[0] == ("", "Beides passt nicht zusammen.", "")
    assert "id_form-0-postcode" in {complaint.target for complaint in complaints}


def test_error_summary_puts_no_colon_behind_a_question():
    form = SampleForm({"name": ""})
    form.fields["name"].label = "Worum geht es?"
    text = drawn("{% error_summary form %}", form=form)
    assert "Worum geht es?" in text
    assert "?:" not in text


# --- Tags -------------------------------------------------------------------------------------------------------------


def test_button_is_a_link_with_a_url_and_submits_without():
    assert drawn('{% button "Los" url="/x/" %}').startswith(
        '<a class="kern-btn kern-btn--secondary" href="/x/">'
    )
    assert drawn('{% button "Los" %}').startswith(
        '<button class="kern-btn kern-btn--secondary" type="submit">'
    )


def test_button_names_the_thing_for_screen_readers():
    assert 'aria-label="Löschen: Kita &lt;b&gt;"' in drawn(
        '{% button "Löschen" about=name %}', name="Kita <b>"
    )


def test_tags_escape_what_people_wrote():
    for tag in (
        "{% badge x %}",
        '{% light "ok" x %}',
        "{% reach True x %}",
        "{% button x %}",
        "{% icon_button x %}",
    ):
        assert "<b>" not in drawn(tag, x="<b>")


def test_bars_share_the_width_by_their_numbers():
    text = drawn("{% bars ok=3 old=1 %}")

    assert '<rect class="ok" x="0" width="75"' in text
    assert '<rect class="old" x="75" width="25"' in text


def test_bars_of_nothing_are_empty():
    assert drawn("{% bars ok=0 %}").count("<rect") == 1


def test_phone_never_breaks_over_two_lines():
    text = drawn('{% tel "+492214710110" %}')

    assert 'href="tel:+492214710110"' in text
    assert " " not in re.sub(r"<[^>]*>", "", text)


@pytest.mark.parametrize(
    ("name", "letters"), [("Petra Beispiel", "PB"), ("Dr. Ute von Muster", "DM"), ("Ute", "U"), ("", "")]
)
def test_initials(name, letters):
    assert drawn("{{ name|initials }}", name=name) == letters


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "tomorrow"), (-1, "1 day overdue"), (-2, "2 days overdue"), (3, "in 3 days")],
)
def test_deadline_in_words(days, words):
    today = date(2026, 11, 21)
    with translation.override("en"):
        assert ago.overdue(today + timedelta(days=days), today=today) == words


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=90), "3 months ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_how_long_ago_in_words(back, words):
    now = timezone.make_aware(timezone.datetime(2026, 11, 21, 14, 0))
    with translation.override("en"):
        assert ago.since(now - back, now=now) == words


# --- Messages ---------------------------------------------------------------------------------------------------------


def test_message_carries_its_undo_and_its_link(rf):
    kept = []
    request = rf.get("/")
    request._messages = type("Kept", (), {"add": lambda self, *given: kept.append(Message(*given))})()

    notes.tell(request, "Gespeichert.", undo="/x/", link=("Ansehen", "/y/"))
    text = render_to_string("parts/_toast.html", {"messages": kept, "csrf_token": "t"})

    assert 'method="post" action="/x/"' in text
    assert '<a href="/y/">Ansehen</a>' in text


def test_messages_of_other_packages_have_no_undo():
    assert notes.details_of(Message(20, "x", extra_tags="safe big")) == {}
    assert notes.details_of(Message(20, "x", extra_tags="[1]")) == {}


# --- Pages about faults -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500", "503"])
def test_fault_pages_stand_without_any_context(name):
    text = render_to_string(f"{name}.html")

    assert 'href="tel:110"' in text
    assert 'href="/"' in text


def test_fault_page_that_cannot_be_drawn_is_still_a_page(monkeypatch):
    monkeypatch.setattr(pages.loader, "get_template", lambda name: 1 / 0)
    response = pages.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"<h1>" in response.content


def test_busy_pages_say_when_to_come_back():
    request = RequestFactory().get("/")

    assert pages.unavailable(request)["Retry-After"] == "120"
    assert pages.too_many(request)["Retry-After"] == "60"
