"""Public addresses of groups, meetings and tasks: taps from mails, calendars for programs."""

from django.urls import path

from coordination.lib.caching import public
from meetings.views import feeds, public_decisions, taps

urlpatterns = [
    path("beschluesse/", public(300)(public_decisions.PublicDecisions.as_view()), name="decisions"),
    path("t/<str:token>/", taps.TaskTap.as_view(), name="task-tap"),
    path("kalender/<uuid:uid>/<str:secret>.ics", feeds.Feed.as_view(), name="feed"),
]
