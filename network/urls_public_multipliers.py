"""Public addresses of multipliers: the pages behind the links of their mails."""

from django.urls import path

from coordination.lib.caching import public
from network.views import taps

urlpatterns = [
    path("n/willkommen/", public()(taps.Welcome.as_view()), name="welcome"),
    path("n/stopp/<str:token>/", taps.WeeklyStop.as_view(), name="weekly-stop"),
    path("n/amtszeit/<str:token>/", taps.TermTap.as_view(), name="term"),
    path("n/<str:token>/", taps.RelayTap.as_view(), name="relay"),
    path("n/<str:token>/blatt/", taps.SheetTap.as_view(), name="relay-sheet"),
]
