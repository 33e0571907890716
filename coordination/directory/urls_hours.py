"""Addresses of hours, rota, stand-ins, and of who is in charge now (the public page: ``urls_charge``)."""

from django.urls import path

from coordination.directory.views import charge, hours, parts, rota, school_holidays

A, S, SHIFT = "arbeit/akteure/<uuid:uid>/", "arbeit/angebote/<uuid:uid>/", "arbeit/schichten/<uuid:uid>/"
HOLIDAYS = "arbeit/ferien/"

urlpatterns = [
    path("arbeit/zustaendig/", charge.InChargeAtWork.as_view(), name="in-charge-at-work"),
    path(f"{S}zeiten/", hours.ServiceHours.as_view(), name="service-hours"),
    path(f"{S}zeiten/loeschen/", hours.HoursDelete.as_view(word="service"), name="service-hours-delete"),
    path(f"{A}zeiten/", hours.InstitutionHours.as_view(), name="institution-hours"),
    path(
        f"{A}zeiten/loeschen/",
        hours.HoursDelete.as_view(word="institution", permission="directory.change_institution"),
        name="institution-hours-delete",
    ),
    path(f"{S}vertretung/", hours.Chain.as_view(), name="chain"),
    path(f"{S}strassen/", parts.Parts.as_view(), name="parts"),
    path(f"{S}bereitschaft/", rota.Rota.as_view(), name="rota"),
    path(f"{S}bereitschaft/planen/", rota.RotaPlan.as_view(), name="rota-plan"),
    path(f"{S}bereitschaft/neu/", rota.ShiftAdd.as_view(), name="shift-add"),
    path(f"{SHIFT}bearbeiten/", rota.ShiftEdit.as_view(), name="shift-edit"),
    path(f"{SHIFT}loeschen/", rota.ShiftDelete.as_view(), name="shift-delete"),
    path(HOLIDAYS, school_holidays.HolidayList.as_view(), name="school-holidays"),
    path(f"{HOLIDAYS}neu/", school_holidays.HolidayAdd.as_view(), name="school-holidays-add"),
    path(
        f"{HOLIDAYS}<uuid:uid>/bearbeiten/",
        school_holidays.HolidayEdit.as_view(),
        name="school-holidays-edit",
    ),
]
