"""The programme for everybody: page, print, schedule.json, schedule.xml, calendar. No cookie, no script needed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.directory.views.public_ways import AtNetwork
from coordination.lib import ical
from coordination.lib.kept import kept
from coordination.lib.pdf import kept_pdf
from meetings import files, released, schedule  # noqa: F401 -- declares the purpose of materials
from meetings.models import Event, Material
from meetings.programme import Programme, table_of

JSON, XML, CALENDAR = "application/json", "application/vnd.c3voc.schedule+xml", "text/calendar; charset=utf-8"


class OfProgramme(AtNetwork):
    """The newest released programme of a public event; foreign, missing and unreleased are the same 404."""

    event: Event
    programme: Programme

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.slug = kwargs.get("slug", "")
        return super().dispatch(request, *args, **kwargs)

    def find_event(self) -> Event:
        rows = Event.objects.public_in(self.network).select_related("venue")
        return get_object_or_404(rows, slug=self.slug)

    def find(self) -> None:
        self.event = self.find_event()
        release = released.newest(self.event)
        if release is None:
            raise Http404
        self.release = release
        self.programme = released.programme_of(
            self.event,
            release,
            organiser=self.network.name,
            materials=released.public_materials(self.event, self.file_address),
        )

    def file_address(self, material: Material) -> str:
        return self.absolute(reverse("dates:material", args=[self.slug, material.uid]))

    @property
    def address(self) -> str:
        """Where the programme stands for good: without language, at the address of the installation."""
        return self.absolute(reverse("dates:programme", args=[self.slug]))

    def absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)

    @property
    def base(self) -> str:
        return self.absolute("/")


class ProgrammePage(OfProgramme):
    """Times down, tracks across, as a table; below it every session in full. ``ansicht=liste``: the sessions alone."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        as_list = request.GET.get("ansicht") == "liste"
        programme, here = self.programme, reverse("dates:programme", args=[self.slug])
        many = len(programme.days) > 1
        public = released.public_materials(self.event, self.file_address)
        context = {
            "title": _("Programme"),
            "event": self.event,
            "programme": programme,
            "release": self.release,
            "days": [{"day": day} for day in programme.days],
            "many_days": many,
            "as_list": as_list,
            "here": here,
            "files": public.get(None, []),
            "body": self.body(as_list, repr(public)),
            "noindex": bool(request.GET),
            "crumbs": [
                (_("Start"), reverse("site:start")),
                (_("Events"), reverse("dates:event-list")),
                (self.event.title, self.event.get_public_url()),
                (_("Programme"), None),
            ],
        }
        return render(request, "meetings/public_programme.html", context)

    def body(self, as_list: bool, stamp: str) -> str:
        """The days, drawn once per release and set of public materials: the dear half of the page."""
        programme = self.programme

        def draw() -> str:
            days = [
                {
                    "day": day,
                    "table": None if as_list else table_of(programme, day),
                    "slots": programme.on(day),
                }
                for day in programme.days
            ]
            context = {
                "event": self.event,
                "days": days,
                "as_list": as_list,
                "many_days": len(days) > 1,
            }
            return render_to_string("meetings/_programme_days.html", context, self.request)

        key = ("programme", self.release.uid, get_language(), as_list, self.slug, self.base)
        return kept(key, stamp, draw, seconds=600)


class ProgrammePdf(OfProgramme):
    """The programme on A4, drawn once per release and kept."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.find()
        programme = self.programme
        context = {
            "title": programme.title,
            "network": self.network.name,
            "as_of": self.release.released_at,
            "programme": programme,
            "event": self.event,
            "address": self.address,
            "days": [
                {"day": day, "table": table_of(programme, day), "slots": programme.on(day)}
                for day in programme.days
            ],
            "many_days": len(programme.days) > 1,
        }
        stored = kept_pdf("meetings/print/programme.html", context)
        response = HttpResponse(stored.path.read_bytes(), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="programm-{self.slug}.pdf"'
        return response


class ScheduleJson(OfProgramme):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        content = schedule.schedule_json(self.programme, address=self.address, base=self.base)
        return _open(HttpResponse(content, content_type=JSON))


class ScheduleXml(OfProgramme):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        content = schedule.schedule_xml(self.programme, address=self.address, base=self.base)
        return _open(HttpResponse(content, content_type=XML))


class ProgrammeCalendar(OfProgramme):
    """Every session of the programme as a date, for whoever subscribes to it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.find()
        dates = [released.session_date(self.programme, slot, self.address) for slot in self.programme.slots]
        return calendar(self.event.title, dates, f"programm-{self.slug}.ics")


class EventCalendar(OfProgramme):
    """The event as one date, also before its programme is released."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.event = self.find_event()
        programme = released.programme_of(self.event, None)
        changed_at = self.event.history.latest("history_date").history_date
        page = self.absolute(self.event.get_public_url())
        dates = [released.event_date(self.event, programme, page, changed_at)]
        return calendar(self.event.title, dates, f"{self.slug}.ics")


class SessionCalendar(OfProgramme):
    """One session; dropped from the programme it is sent as CANCELLED, so that it leaves people's calendars."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.event = self.find_event()
        found = released.session_of(self.event, kwargs["uid"])
        if found is None:
            raise Http404
        programme, slot, dropped = found
        dates = [released.session_date(programme, slot, self.address, cancelled=dropped)]
        return calendar(slot.title, dates, f"{schedule.slug_of(slot.title)[:40]}.ics")


class PublicMaterial(OfProgramme):
    """A public file of an event, as a download."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Material.objects.public().filter(event=self.find_event()).select_related("file")
        material = get_object_or_404(rows, uid=kwargs["uid"])
        return download(material)


def download(material: Material) -> HttpResponseBase:
    """Hand out a file as a download that no browser runs; a lost one as if missing."""
    stored = material.file
    if not stored.path.is_file():
        raise Http404
    response = FileResponse(
        stored.path.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def calendar(name: str, dates: list[ical.Date], file_name: str) -> HttpResponse:
    host = settings.SITE_ADDRESS.partition("://")[2].partition("/")[0].partition(":")[0] or "localhost"
    response = HttpResponse(ical.calendar(name, dates, host=host), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _open(response: HttpResponse) -> HttpResponse:
    """Apps and other pages may read it; it is public and says nothing about the asker."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
