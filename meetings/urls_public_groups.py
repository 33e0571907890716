"""Public addresses of groups, meetings and tasks: taps from mails, calendars for programs."""

from django.urls import path

from meetings.views import feeds, taps

urlpatterns = [
    path("t/<str:token>/", taps.TaskTap.as_view(), name="task-tap"),
    path("kalender/<uuid:uid>/<str:secret>.ics", feeds.Feed.as_view(), name="feed"),
]
