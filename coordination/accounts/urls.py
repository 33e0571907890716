"""Addresses of people, roles, networks and the log."""

from django.urls import path

from coordination.accounts.views import demo, invitations, lists, log, networks, people

app_name = "accounts"
urlpatterns = [
    path("demo/", demo.Logins.as_view(), name="demo"),
    path("einladung/<str:token>/", invitations.Invitation.as_view(), name="invitation"),
    path("arbeit/profil/", people.Profile.as_view(), name="profile"),
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
    path("arbeit/verwaltung/netzwerk/<uuid:uid>/regel/", networks.SwitchRule.as_view(), name="rule"),
    path("arbeit/ansichten/neu/", lists.SaveView.as_view(), name="view-add"),
    path("arbeit/ansichten/<uuid:uid>/loeschen/", lists.DropView.as_view(), name="view-drop"),
    path("arbeit/verwaltung/protokoll/", log.Log.as_view(), name="log"),
]
