"""Public addresses of the day itself and what comes after."""

from django.urls import URLPattern, path

from coordination.lib.caching import public
from coordination.lib.guests import without_cookie
from coordination.lib.limits import limited
from meetings.views import certificates_public as certificates
from meetings.views import feedback, programme

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
    path(
        "nachweis/",
        limited("certificate", "120/15m")(certificates.Check.as_view()),
        name="certificate-form",
    ),
    path(
        "nachweis/<str:code>/",
        limited("certificate", "120/15m")(certificates.Check.as_view()),
        name="certificate",
    ),
    path(
        "nachweis/<str:code>/<str:token>/",
        without_cookie(certificates.Mine.as_view()),
        name="certificate-mine",
    ),
    path(
        "nachweis/<str:code>/<str:token>/bescheinigung.pdf",
        certificates.MinePdf.as_view(),
        name="certificate-pdf",
    ),
    path(
        "nachweis/<str:code>/<str:token>/<uuid:uid>/",
        certificates.MineFile.as_view(),
        name="certificate-file",
    ),
    path("rueckmeldung/<str:token>/", without_cookie(feedback.GiveFeedback.as_view()), name="feedback"),
]
