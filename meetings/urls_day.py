"""Addresses of the day itself and what comes after in the workspace."""

from django.urls import URLPattern, path

from meetings.views import afterwards, certificates, checkin, day

_ROOT = "arbeit/veranstaltungen"
_EVENT = f"{_ROOT}/<uuid:uid>"

urlpatterns: list[URLPattern] = [
    path(f"{_EVENT}/tag/", day.EventDay.as_view(), name="event-day"),
    path(f"{_EVENT}/tag/namensschilder.pdf", day.Paper.as_view(), {"what": "badges"}, name="badges"),
    path(f"{_EVENT}/tag/liste.pdf", day.Paper.as_view(), {"what": "list"}, name="attendance-sheet"),
    path(
        f"{_EVENT}/tag/liste/<uuid:session>.pdf",
        day.Paper.as_view(),
        {"what": "list"},
        name="session-sheet",
    ),
    path(f"{_EVENT}/tag/uebernehmen/", day.SignedList.as_view(), name="signed-list"),
    path(f"{_EVENT}/tag/uebernehmen/<uuid:session>/", day.SignedList.as_view(), name="signed-session-list"),
    path(f"{_EVENT}/einlass/", checkin.Desk.as_view(), name="check-in"),
    path(f"{_EVENT}/einlass/liste.json", checkin.DeskList.as_view(), name="check-in-list"),
    path(f"{_EVENT}/einlass/stand.json", checkin.DeskCounts.as_view(), name="check-in-counts"),
    path(f"{_EVENT}/bescheinigungen/", certificates.CertificateList.as_view(), name="certificate-list"),
    path(f"{_EVENT}/bescheinigungen/ausstellen/", certificates.Issue.as_view(), name="certificate-issue"),
    path(
        f"{_EVENT}/bescheinigungen/druck-<int:part>.pdf",
        certificates.Print.as_view(),
        name="certificate-print",
    ),
    path(
        f"{_EVENT}/bescheinigungen/ohne-adresse.pdf",
        certificates.PrintWithoutAddress.as_view(),
        name="certificate-print-paper",
    ),
    path(
        f"{_ROOT}/bescheinigungen/<uuid:uid>/",
        certificates.CertificateDetail.as_view(),
        name="certificate-detail",
    ),
    path(
        f"{_ROOT}/bescheinigungen/<uuid:uid>/bescheinigung.pdf",
        certificates.CertificatePdf.as_view(),
        name="certificate-pdf",
    ),
    path(f"{_EVENT}/danach/", afterwards.EventAfter.as_view(), name="event-after"),
    path(f"{_EVENT}/danach/weitergabe/", afterwards.Brief.as_view(), name="event-brief"),
    path(
        f"{_ROOT}/material/<uuid:uid>/loeschen/", afterwards.MaterialRemove.as_view(), name="material-remove"
    ),
    path(f"{_EVENT}/rueckmeldung/", afterwards.FeedbackResults.as_view(), name="feedback-results"),
    path(f"{_EVENT}/auswertung/", afterwards.EventFigures.as_view(), name="event-figures"),
]
