"""Addresses of people, roles, networks and the log."""

from django.urls import path

from coordination.accounts.views import (
    demo,
    entrance,
    invitations,
    lists,
    locks,
    log,
    lost,
    machine,
    networks,
    own,
    people,
    texts,
    tokens,
)

app_name = "accounts"
urlpatterns = [
    path("demo/", demo.Logins.as_view(), name="demo"),
    path("einladung/<str:token>/", invitations.Invitation.as_view(), name="invitation"),
    path("arbeit/profil/", people.Profile.as_view(), name="profile"),
    path("arbeit/profil/adresse/", own.AskForAddress.as_view(), name="address-ask"),
    path("arbeit/profil/sitzungen/", own.Sessions.as_view(), name="sessions"),
    path("arbeit/profil/sitzungen/andere/", own.EndOtherSessions.as_view(), name="sessions-end"),
    path("arbeit/profil/sitzungen/<uuid:uid>/", own.EndSession.as_view(), name="session-end"),
    path("arbeit/profil/schnittstelle/", tokens.Tokens.as_view(), name="tokens"),
    path("arbeit/profil/schnittstelle/neu/", tokens.MakeToken.as_view(), name="token-add"),
    path("arbeit/profil/schnittstelle/<uuid:uid>/", tokens.RevokeToken.as_view(), name="token-revoke"),
    path("konto/adresse/<str:token>/", own.TakeAddress.as_view(), name="address"),
    path("arbeit/verwaltung/gesperrt/", locks.Locks.as_view(), name="locks"),
    path("arbeit/verwaltung/konten/<uuid:uid>/oeffnen/", locks.Reactivate.as_view(), name="reactivate"),
    path("arbeit/verwaltung/gesperrt/<uuid:uid>/", locks.Unlock.as_view(), name="unlock"),
    path("arbeit/verwaltung/zweiter-faktor/", lost.LostFactor.as_view(), name="lost-factor"),
    path("arbeit/verwaltung/netzwerke/", machine.MachineNetworks.as_view(), name="machine-networks"),
    path("arbeit/verwaltung/netzwerke/<uuid:uid>/", machine.MachineNetwork.as_view(), name="machine-network"),
    path("konto/sitzung/", entrance.session, name="session"),
    path("konto/eingaben/", entrance.Typed.as_view(), name="typed"),
    path("arbeit/verwaltung/menschen/", people.People.as_view(), name="people"),
    path("arbeit/verwaltung/menschen/einladen/", invitations.Invite.as_view(), name="invite"),
    path(
        "arbeit/verwaltung/einladungen/<uuid:uid>/",
        invitations.RevokeInvitation.as_view(),
        name="invitation-revoke",
    ),
    path("arbeit/verwaltung/rollen/<uuid:uid>/", people.EndMembership.as_view(), name="membership-end"),
    path("arbeit/verwaltung/konten/<uuid:uid>/sperren/", people.Deactivate.as_view(), name="deactivate"),
    path("arbeit/verwaltung/netzwerk/<uuid:uid>/", networks.NetworkDetails.as_view(), name="network"),
    path("arbeit/verwaltung/netzwerk/<uuid:uid>/texte/", texts.Texts.as_view(), name="texts"),
    path(
        "arbeit/verwaltung/netzwerk/<uuid:uid>/texte/<slug:page>/<slug:variant>/",
        texts.EditText.as_view(),
        name="text",
    ),
    path("arbeit/verwaltung/netzwerk/<uuid:uid>/regel/", networks.SwitchRule.as_view(), name="rule"),
    path("arbeit/ansichten/", lists.Views.as_view(), name="views"),
    path("arbeit/ansichten/<uuid:uid>/", lists.EditView.as_view(), name="view-edit"),
    path("arbeit/ansichten/neu/", lists.SaveView.as_view(), name="view-add"),
    path("arbeit/ansichten/<uuid:uid>/loeschen/", lists.DropView.as_view(), name="view-drop"),
    path("arbeit/verwaltung/protokoll/", log.Log.as_view(), name="log"),
]
