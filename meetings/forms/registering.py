"""Forms of people who register: for guests, for signed-in people, for the office; changing, passing on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.directory.models import Institution, Profession
from coordination.lib.forms import PlainLineField, PlainTextField
from coordination.lib.guests import GuestForm
from meetings.models import Event, Question, Registration, Session
from meetings.services.questions import questions_of
from meetings.services.registering import Wanted

MOST_WISHES = 4
NEEDS = ("diet", "accessibility", "interpreter")


class Asked(NamedTuple):
    """What an event asks when people register, and the workshops they choose from."""

    questions: list[Question]
    workshops: list[Session]


def asked_of(event: Event) -> Asked:
    rows = event.sessions.bookable().order_by("starts_at", "title", "id")
    return Asked(questions_of(event), list(rows))


class _Fields(forms.Form):
    """What every such form asks. ``event`` decides which of it."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Your confirmation and your personal link go there."),
    )
    institution_name = forms.CharField(
        label=_("Institution"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "institutions", "autocomplete": "organization"}),
    )
    profession = forms.ModelChoiceField(
        label=_("Profession"),
        queryset=Profession.objects.none(),
        required=False,
        empty_label=_("No information"),
    )
    diet = PlainLineField(
        label=_("Food"), max_length=200, required=False, help_text=_("For example vegetarian, no nuts")
    )
    accessibility = PlainLineField(
        label=_("What do you need to take part?"),
        max_length=300,
        required=False,
        help_text=_("For example step-free access, hearing loop, large print"),
    )
    interpreter = PlainLineField(
        label=_("Interpreter"),
        max_length=200,
        required=False,
        help_text=_("For example German Sign Language"),
    )
    consent_list = forms.BooleanField(
        label=_("My name and institution may stand on the list of participants."), required=False
    )
    consent_photo = forms.BooleanField(label=_("I agree to photographs of the event."), required=False)

    event: Event
    asked: Asked
    kept: Mapping[str, bool] = {}  # consents given earlier, where they are not asked any more

    def prepare(
        self, event: Event, registration: Registration | None = None, asked: Asked | None = None
    ) -> None:
        """Fit the form to the event; ``registration``: what stands there, for changing; ``asked``: read before."""
        self.event, self.asked = event, asked or asked_of(event)
        self.fields["profession"].queryset = Profession.objects.order_by("sort_order", "name", "id")  # type: ignore[attr-defined]
        if event.mode == Event.Mode.HYBRID and registration is None:
            self.fields["mode"] = forms.ChoiceField(
                label=_("How do you take part?"), choices=Registration.Mode.choices, widget=forms.RadioSelect
            )
        self._add_questions(registration)

    def _add_wishes(self, registration: Registration | None, *, required: bool) -> None:
        online = registration is not None and registration.mode == Registration.Mode.ONLINE
        self.workshops = {
            str(session.uid): session
            for session in self.asked.workshops
            if session.is_online_too or not online
        }
        stands = wishes_of(registration) if registration else []
        choices = [("", _("No wish"))] + [
            (uid, f"{timezone.localtime(session.starts_at):%H:%M} {session.title}")
            for uid, session in self.workshops.items()
        ]
        for number in range(1, min(MOST_WISHES, len(self.workshops)) + 1):
            name = f"wish_{number}"
            initial = str(stands[number - 1].uid) if len(stands) >= number else ""
            self.fields[name] = forms.ChoiceField(
                label=_("Workshop: wish %(number)s") % {"number": number},
                choices=choices,
                required=False,
                initial=initial,
            )
        if "wish_1" in self.fields:
            self.fields["wish_1"].required = required
            self.fields["wish_1"].help_text = _(
                "The dearest first. At the same time you get the first one that is free; for a full one you wait."
            )

    def _add_questions(self, registration: Registration | None) -> None:
        """The questions of the event in their order, without those that are switched off."""
        said = dict(registration.answers.values_list("question", "text")) if registration else {}
        fixed = {name: self.fields.pop(name) for name in (*NEEDS, "consent_list", "consent_photo")}
        self.questions, self.workshops = [], {}
        for question in self.asked.questions:
            if not question.is_asked:
                continue
            if question.fixed == Question.Fixed.WISHES:
                self._add_wishes(registration, required=question.is_required)
            elif question.fixed:
                self.fields[question.fixed] = fixed[question.fixed]
                self.fields[question.fixed].required = question.is_required
            else:
                self.questions.append(question)
                self.fields[f"question_{question.pk}"] = _field_of(question, said.get(question.pk, ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wishes = [cleaned[name] for name in self.fields if name.startswith("wish_") and cleaned.get(name)]
        if len(wishes) != len(set(wishes)):
            self.add_error(
                "wish_1", forms.ValidationError(_("Please wish each workshop once."), code="twice")
            )
        mode = cleaned.get("mode")
        if mode == Registration.Mode.ONLINE and any(not self.workshops[one].is_online_too for one in wishes):
            self.add_error(
                "wish_1",
                forms.ValidationError(_("Online you can take part in online workshops only."), code="mode"),
            )
        return cleaned

    def wanted(self, language: str = "de") -> Wanted:
        """What was asked for, as the verbs take it."""
        said = self.cleaned_data
        names = [name for name in self.fields if name.startswith("wish_") and said.get(name)]
        single = (
            Registration.Mode.ONLINE if self.event.mode == Event.Mode.ONLINE else Registration.Mode.ON_SITE
        )
        name = said["institution_name"].strip()
        institution = known_institution(self.event, name)
        return Wanted(
            first_name=said["first_name"].strip(),
            last_name=said["last_name"].strip(),
            email=said.get("email", ""),
            mode=said.get("mode") or single,
            institution=institution,
            institution_name="" if institution else name,
            profession=said["profession"],
            wishes=[self.workshops[said[name]] for name in names],
            needs={name: said.get(name, "") for name in NEEDS if name in self.fields},
            answers={one: _text_of(one, said.get(f"question_{one.pk}")) for one in self.questions},
            consent_list=said.get("consent_list", self.kept.get("consent_list", False)),
            consent_photo=said.get("consent_photo", self.kept.get("consent_photo", False)),
            language=language,
        )


def wishes_of(registration: Registration) -> list[Session]:
    """Workshops booked or waited for, by the order of the wishes."""
    rows = [(one.rank, one.pk, one.session) for one in registration.bookings.select_related("session")]
    waits = registration.waiting.open().exclude(session=None).select_related("session")
    rows += [(one.rank, one.pk, one.session) for one in waits]
    return [session for _rank, _pk, session in sorted(rows, key=lambda row: row[:2])]


def known_institution(event: Event, name: str) -> Institution | None:
    """The publicly listed institution of this name in the network, if there is exactly one."""
    if not name:
        return None
    found = list(Institution.objects.public_in(event.network_id).filter(Q(name__iexact=name))[:2])
    return found[0] if len(found) == 1 else None


def suggested_institutions(event: Event, most: int = 500) -> list[str]:
    rows = Institution.objects.public_in(event.network_id).order_by("sort_key", "id")
    return list(rows.values_list("name", flat=True)[:most])


def _field_of(question: Question, said: str) -> forms.Field:
    options: dict[str, Any] = {"label": question.label, "required": question.is_required, "initial": said}
    if question.kind == Question.Kind.CHECK:
        options["initial"] = bool(said)
        return forms.BooleanField(**options)
    if question.kind == Question.Kind.CHOICE:
        choices = [("", _("Please choose")), *((one, one) for one in question.options)]
        return forms.ChoiceField(choices=choices, **options)
    return (PlainTextField if question.kind == Question.Kind.TEXT else PlainLineField)(
        max_length=1000, **options
    )


def _text_of(question: Question, value: Any) -> str:
    if question.kind == Question.Kind.CHECK:
        return "ja" if value else ""
    return str(value or "")


class RegisterForm(_Fields, GuestForm):
    """Without account. ``key`` makes the form sent twice one registration."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, event: Event, asked: Asked | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["key"] = uuid.uuid4()
        self.prepare(event, asked=asked)


class OwnForm(_Fields):
    """Signed in (the own address) or entered by the office."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, event: Event, own: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["key"] = uuid.uuid4()
        if own:
            del self.fields["email"]
        else:
            self.fields["email"].required = False
            self.fields["email"].help_text = _(
                "Without an address no mail is sent: the certificate is printed and handed over."
            )
        self.prepare(event)


class ChangeForm(_Fields):
    """Change a registration; the address changes by passing the place on alone."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, registration: Registration, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["email"]
        needs = getattr(registration, "needs", None)
        self.initial = {
            **self.initial,
            "version": registration.version,
            "first_name": registration.first_name,
            "last_name": registration.last_name,
            "institution_name": registration.house,
            "profession": registration.profession_id,
            "consent_list": registration.consent_list,
            "consent_photo": registration.consent_photo,
            **({name: getattr(needs, name) for name in NEEDS} if needs else {}),
        }
        self.kept = {name: self.initial[name] for name in ("consent_list", "consent_photo")}
        self.prepare(registration.event, registration)


class SubstituteForm(forms.Form):
    """Who comes instead."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
