"""Public addresses of events, programme and registration."""

from django.urls import URLPattern, path

from coordination.lib.caching import public
from meetings.views import mine, public_events

_MINE = "veranstaltungen/anmeldung/<uuid:uid>/<str:token>"

urlpatterns: list[URLPattern] = [
    path("veranstaltungen/", public()(public_events.PublicEventList.as_view()), name="event-list"),
    path(f"{_MINE}/", mine.Mine.as_view(), name="mine"),
    path(f"{_MINE}/aendern/", mine.MineChange.as_view(), name="mine-change"),
    path(f"{_MINE}/vertretung/", mine.MineSubstitute.as_view(), name="mine-substitute"),
    path("veranstaltungen/<slug:slug>/", public()(public_events.PublicEvent.as_view()), name="event-detail"),
    path("veranstaltungen/<slug:slug>/anmelden/", public_events.Register.as_view(), name="register"),
    path("veranstaltungen/<slug:slug>/danke/", public_events.Thanks.as_view(), name="thanks"),
]
