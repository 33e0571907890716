"""Addresses of people's rights over their data, and of data protection in a network."""

from django.urls import path

from coordination.directory.models import DataRequest
from coordination.directory.views import my_data, privacy, privacy_network, restriction

ME, PERSON, NETWORK = (
    "arbeit/meine-daten/",
    "arbeit/personen/<uuid:uid>/daten/",
    "arbeit/verwaltung/netzwerk/<uuid:uid>/",
)

urlpatterns = [
    path(ME, my_data.MyData.as_view(), name="my-data"),
    path(f"{ME}datei/", my_data.MyFile.as_view(), name="my-data-file"),
    path(f"{ME}pdf/", my_data.MyFile.as_view(kind="pdf"), name="my-data-pdf"),
    path(f"{ME}berichtigen/", my_data.Correct.as_view(), name="my-data-correct"),
    path(f"{ME}loeschung-verlangen/", my_data.Ask.as_view(), name="my-data-erase"),
    path(f"{ME}widersprechen/", my_data.Ask.as_view(kind=DataRequest.Kind.OBJECT), name="my-data-object"),
    path(
        f"{ME}einschraenkung-verlangen/",
        my_data.Ask.as_view(kind=DataRequest.Kind.RESTRICT),
        name="my-data-restrict",
    ),
    path(f"{ME}privat/neu/", my_data.AddPrivate.as_view(), name="my-private-add"),
    path(f"{ME}einwilligungen/<uuid:uid>/widerruf/", my_data.Withdraw.as_view(), name="my-withdraw"),
    path(f"{ME}konto-loeschen/", my_data.EraseMyAccount.as_view(), name="my-account-erase"),
    path(PERSON, privacy.Privacy.as_view(), name="person-privacy"),
    path(f"{PERSON}herausgeben/", privacy.HandOut.as_view(), name="person-hand-out"),
    path(f"{PERSON}loeschen/", privacy.Erase.as_view(), name="person-erase"),
    path(f"{PERSON}einschraenken/", restriction.Restrict.as_view(), name="person-restrict"),
    path(f"{PERSON}einschraenkung/aufheben/", restriction.Lift.as_view(), name="person-lift"),
    path(f"{PERSON}einschraenkung/uebernehmen/", restriction.TakeOver.as_view(), name="person-take-over"),
    path(f"{PERSON}privat/neu/", privacy.AddPrivate.as_view(), name="person-private-add"),
    path("arbeit/privat/<uuid:uid>/", privacy.PrivateContactPage.as_view(), name="private-look"),
    path(
        "arbeit/privat/<uuid:uid>/widerruf/",
        privacy.PrivateContactPage.as_view(withdraws=True),
        name="private-withdraw",
    ),
    path("arbeit/anfragen/<uuid:uid>/", privacy.Decide.as_view(), name="data-request"),
    path("arbeit/verwaltung/datenschutz/", privacy_network.Networks.as_view(), name="privacy"),
    path(
        "arbeit/verwaltung/datenschutz/eingeschraenkt/",
        restriction.Restrictions.as_view(),
        name="restrictions",
    ),
    path(f"{NETWORK}aufbewahrung/", privacy_network.Retention.as_view(), name="retention"),
    path(f"{NETWORK}verarbeitungen/", privacy_network.Record.as_view(), name="record-of-processing"),
    path(f"{NETWORK}verarbeitungen/pdf/", privacy_network.RecordOnPaper.as_view(), name="record-pdf"),
    path(f"{NETWORK}einwilligungen/", privacy_network.Wordings.as_view(), name="wordings"),
]
