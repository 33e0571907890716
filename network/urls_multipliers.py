"""Addresses of multipliers, briefings and relays in the workspace."""

from django.urls import path

from network.views import appointment_acts, appointment_forms, appointments, briefings, kits, relays

M, B, R = (
    "arbeit/netz/multiplikatoren/",
    "arbeit/netz/weitergaben/",
    "arbeit/netz/weitergaben/eine/<uuid:uid>/",
)
urlpatterns = [
    path(M, appointments.AppointmentList.as_view(), name="appointment-list"),
    path(f"{M}neu/", appointment_forms.AppointmentAdd.as_view(), name="appointment-add"),
    path(f"{M}luecken/", appointments.Gaps.as_view(), name="appointment-gaps"),
    path(f"{M}uebergaben/", appointments.HandOvers.as_view(), name="handover-list"),
    path(f"{M}personen/", appointment_forms.PersonSuggest.as_view(), name="person-suggest"),
    path(f"{M}<uuid:uid>/", appointments.AppointmentDetail.as_view(), name="appointment-detail"),
    path(f"{M}<uuid:uid>/bearbeiten/", appointment_forms.AppointmentEdit.as_view(), name="appointment-edit"),
    path(f"{M}<uuid:uid>/zeigen/", appointment_acts.ShownWord.as_view(), name="appointment-shown"),
    path(f"{M}<uuid:uid>/<slug:word>/", appointment_acts.AppointmentAct.as_view(), name="appointment-act"),
    path(B, briefings.BriefingList.as_view(), name="briefing-list"),
    path(f"{B}neu/", briefings.BriefingAdd.as_view(), name="briefing-add"),
    path(f"{B}meine/", relays.MyRelays.as_view(), name="relay-mine"),
    path(f"{B}<uuid:uid>/", briefings.BriefingDetail.as_view(), name="briefing-detail"),
    path(f"{B}<uuid:uid>/material/", kits.KitEdit.as_view(), name="briefing-kit"),
    path(f"{B}<uuid:uid>/senden/", briefings.BriefingAct.as_view(), {"word": "senden"}, name="briefing-send"),
    path(
        f"{B}<uuid:uid>/abschliessen/",
        briefings.BriefingAct.as_view(),
        {"word": "abschliessen"},
        name="briefing-close",
    ),
    path(R, relays.RelayPage.as_view(), name="relay"),
    path(f"{R}uebergeben/", relays.RelayHandOver.as_view(), name="relay-hand-over"),
    path(f"{R}<slug:word>/", relays.RelayAct.as_view(), name="relay-act"),
]
