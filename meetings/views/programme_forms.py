"""Pages that change the programme of an event: its items, who speaks, releasing it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.forms import events as forms
from meetings.models import Event, Registration, Session, Speaker
from meetings.services import capacity, programme
from meetings.services import events as verbs
from meetings.views.event_forms import OfEvent, Places

HOUR = dt.timedelta(hours=1)


class _OfProgramme(OfEvent):
    section = "programm"


class SessionAdd(_OfProgramme):
    title = gettext_lazy("New item of the programme")

    def find(self) -> None:
        super().find()
        last = Session.objects.filter(event=self.event).order_by("-ends_at", "-id").first()
        start = last.ends_at if last else self.event.starts_at
        self.session = Session(
            event=self.event, starts_at=start, ends_at=min(start + HOUR, self.event.ends_at)
        )

    def form(self, data: Any = None) -> forms.SessionForm:
        return forms.SessionForm(data, instance=self.session)

    def write(self, form: Any, more: list[Any]) -> Session:
        return programme.save_session(
            by=self.request.user, session=form.instance, speakers=list(form.cleaned_data["speakers"])
        )


class _OfSession(_OfProgramme):
    def find(self) -> None:
        rows = Session.objects.filter(event__in=Event.objects.editable_by(self.request.user))
        self.session = get_object_or_404(
            rows.select_related("event__network", "event__venue"), uid=self.kwargs["uid"]
        )
        self.owner = self.event = self.session.event


class SessionEdit(_OfSession):
    title = gettext_lazy("Edit an item of the programme")

    def form(self, data: Any = None) -> forms.SessionForm:
        return forms.SessionForm(data, instance=self.session)

    def write(self, form: Any, more: list[Any]) -> Session:
        return programme.save_session(
            by=self.request.user, session=form.instance, speakers=list(form.cleaned_data["speakers"])
        )

    def more_context(self, form: Any) -> dict[str, Any]:
        url = reverse("meetings:session-delete", args=[self.session.uid])
        return {"delete_url": url, "delete_label": _("Take it out of the programme …")}


class SessionPlaces(Places, _OfSession):
    section = "programm"

    def find(self) -> None:
        _OfSession.find(self)

    def holders(self) -> Any:
        return Registration.objects.filter(bookings__session=self.session).order_by("-registered_at", "-id")

    def now(self) -> int | None:
        return self.session.capacity

    def write(self, form: Any, more: list[Any]) -> Session:
        chosen = form.cleaned_data
        return capacity.set_workshop_places(
            by=self.request.user,
            session=self.session,
            most=chosen["most"],
            moved=list(chosen.get("moved", ())),
        )


class SessionDelete(_OfSession):
    title = gettext_lazy("Take out of the programme")
    submit_label = gettext_lazy("Take out")
    done_text = gettext_lazy("The item has been taken out.")

    def form(self, data: Any = None) -> Any:
        form = forms.ReleaseForm(data)
        del form.fields["note"]
        return form

    def write(self, form: Any, more: list[Any]) -> Event:
        programme.delete_session(by=self.request.user, session=self.session)
        return self.event  # type: ignore[return-value]


class SpeakerAdd(_OfProgramme):
    title = gettext_lazy("New speaker")

    def form(self, data: Any = None) -> forms.SpeakerForm:
        return forms.SpeakerForm(data, instance=Speaker(event=self.event))

    def write(self, form: Any, more: list[Any]) -> Speaker:
        form.instance.save()
        return form.instance


class _OfSpeaker(_OfProgramme):
    def find(self) -> None:
        rows = Speaker.objects.filter(event__in=Event.objects.editable_by(self.request.user))
        self.speaker = get_object_or_404(rows.select_related("event__network"), uid=self.kwargs["uid"])
        self.owner = self.event = self.speaker.event


class SpeakerEdit(_OfSpeaker):
    title = gettext_lazy("Edit a speaker")

    def more_context(self, form: Any) -> dict[str, Any]:
        url = reverse("meetings:speaker-delete", args=[self.speaker.uid])
        return {"delete_url": url, "delete_label": _("Remove the speaker …")}

    def form(self, data: Any = None) -> forms.SpeakerForm:
        return forms.SpeakerForm(data, instance=self.speaker)

    def write(self, form: Any, more: list[Any]) -> Speaker:
        form.instance.save()
        return form.instance


class SpeakerDelete(_OfSpeaker):
    title = gettext_lazy("Remove a speaker")
    submit_label = gettext_lazy("Remove")
    done_text = gettext_lazy("The speaker has been taken out of the programme.")

    def form(self, data: Any = None) -> Any:
        form = forms.ReleaseForm(data)
        del form.fields["note"]
        return form

    def write(self, form: Any, more: list[Any]) -> Event:
        self.speaker.delete()
        return self.event  # type: ignore[return-value]


class ProgrammeRelease(_OfProgramme):
    undoable = False
    title = gettext_lazy("Release the programme")
    submit_label = gettext_lazy("Release")
    done_text = gettext_lazy("Released. The public page shows this version now.")

    def find(self) -> None:
        super().find()
        if not verbs.may_publish(self.request.user, self.event):
            raise Http404

    def form(self, data: Any = None) -> forms.ReleaseForm:
        return forms.ReleaseForm(data)

    def write(self, form: Any, more: list[Any]) -> Any:
        release = programme.release_programme(
            by=self.request.user, event=self.event, note=form.cleaned_data["note"]
        )
        self.event.save()  # the calendar entry counts up with the programme
        return release
