"""Public addresses of the day itself and what comes after."""

from django.urls import URLPattern, path

from coordination.lib.caching import public
from meetings.views import programme

_EVENT = "veranstaltungen/<slug:slug>"

urlpatterns: list[URLPattern] = [
    path(f"{_EVENT}/programm/", public()(programme.ProgrammePage.as_view()), name="programme"),
    path(f"{_EVENT}/programm/programm.pdf", public()(programme.ProgrammePdf.as_view()), name="programme-pdf"),
    path(
        f"{_EVENT}/programm/schedule.json", public()(programme.ScheduleJson.as_view()), name="schedule-json"
    ),
    path(f"{_EVENT}/programm/schedule.xml", public()(programme.ScheduleXml.as_view()), name="schedule-xml"),
    path(
        f"{_EVENT}/programm/programm.ics",
        public()(programme.ProgrammeCalendar.as_view()),
        name="programme-calendar",
    ),
    path(
        f"{_EVENT}/programm/<uuid:uid>.ics",
        public()(programme.SessionCalendar.as_view()),
        name="session-calendar",
    ),
    path(f"{_EVENT}/termin.ics", public()(programme.EventCalendar.as_view()), name="event-calendar"),
    path(f"{_EVENT}/material/<uuid:uid>/", public()(programme.PublicMaterial.as_view()), name="material"),
]
