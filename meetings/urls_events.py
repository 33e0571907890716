"""Addresses of events, programme and registration in the workspace."""

from django.urls import URLPattern, path

from meetings.views import bin, event_steps, events, participants, questions, venues
from meetings.views import event_forms as forms
from meetings.views import programme_forms as programme

E = "arbeit/veranstaltungen"
ONE = f"{E}/<uuid:uid>"

urlpatterns: list[URLPattern] = [
    path(f"{E}/", events.EventList.as_view(), name="event-list"),
    path(f"{E}/neu/", forms.EventAdd.as_view(), name="event-add"),
    path(f"{E}/papierkorb/", bin.EventBin.as_view(), name="event-bin"),
    path(f"{E}/papierkorb/<uuid:uid>/zurueck/", bin.EventRestore.as_view(), name="event-restore"),
    path(f"{ONE}/entfernen/", bin.EventRemove.as_view(), name="event-remove"),
    path(f"{ONE}/verlauf/", bin.EventStory.as_view(), name="event-story"),
    path(f"{ONE}/verlauf/<uuid:change>/zuruecknehmen/", bin.EventUndo.as_view(), name="event-undo"),
    path(f"{E}/orte/", venues.VenueList.as_view(), name="venue-list"),
    path(f"{E}/orte/neu/", venues.VenueAdd.as_view(), name="venue-add"),
    path(f"{E}/orte/<uuid:uid>/", venues.VenueEdit.as_view(), name="venue-detail"),
    path(f"{E}/orte/<uuid:uid>/loeschen/", venues.VenueDelete.as_view(), name="venue-delete"),
    path(f"{E}/orte/<uuid:uid>/verlauf/", venues.VenueStory.as_view(), name="venue-story"),
    path(
        f"{E}/orte/<uuid:uid>/verlauf/<uuid:change>/zuruecknehmen/",
        venues.VenueUndo.as_view(),
        name="venue-undo",
    ),
    path(f"{E}/reihen/neu/", forms.SeriesAdd.as_view(), name="series-add"),
    path(f"{E}/reihen/<uuid:uid>/", forms.SeriesEdit.as_view(), name="series-edit"),
    path(
        f"{E}/anmeldungen/<uuid:uid>/", participants.RegistrationDetail.as_view(), name="registration-detail"
    ),
    path(f"{E}/anmeldungen/<uuid:uid>/tun/", participants.RegistrationAct.as_view(), name="registration-act"),
    path(f"{E}/punkte/<uuid:uid>/bearbeiten/", programme.SessionEdit.as_view(), name="session-edit"),
    path(f"{E}/punkte/<uuid:uid>/plaetze/", programme.SessionPlaces.as_view(), name="session-places"),
    path(f"{E}/punkte/<uuid:uid>/herausnehmen/", programme.SessionDelete.as_view(), name="session-delete"),
    path(f"{E}/referierende/<uuid:uid>/bearbeiten/", programme.SpeakerEdit.as_view(), name="speaker-edit"),
    path(f"{E}/referierende/<uuid:uid>/entfernen/", programme.SpeakerDelete.as_view(), name="speaker-delete"),
    path(f"{ONE}/", events.EventDetail.as_view(), name="event-detail"),
    path(f"{ONE}/bearbeiten/", forms.EventEdit.as_view(), name="event-edit"),
    path(f"{ONE}/stand/", event_steps.EventStep.as_view(), name="event-step"),
    path(f"{ONE}/absagen/", forms.EventCallOff.as_view(), name="event-call-off"),
    path(f"{ONE}/ausgabe/", forms.EventClone.as_view(), name="event-clone"),
    path(f"{ONE}/plaetze/", forms.EventPlaces.as_view(), name="event-places"),
    path(f"{ONE}/fragen/", questions.QuestionList.as_view(), name="question-list"),
    path(f"{ONE}/fragen/neu/", questions.QuestionAdd.as_view(), name="question-add"),
    path(f"{E}/fragen/<uuid:uid>/bearbeiten/", questions.QuestionEdit.as_view(), name="question-edit"),
    path(f"{E}/fragen/<uuid:uid>/loeschen/", questions.QuestionDelete.as_view(), name="question-delete"),
    path(f"{ONE}/punkt-neu/", programme.SessionAdd.as_view(), name="session-add"),
    path(f"{ONE}/referierende-neu/", programme.SpeakerAdd.as_view(), name="speaker-add"),
    path(f"{ONE}/programm-freigeben/", programme.ProgrammeRelease.as_view(), name="programme-release"),
    path(f"{ONE}/anmelden/", participants.RegisterMe.as_view(), name="register-me"),
    path(f"{ONE}/teilnehmende/neu/", participants.RegistrationAdd.as_view(), name="registration-add"),
    path(f"{ONE}/teilnehmende/liste.xlsx", participants.PeopleSheet.as_view(), name="people-sheet"),
    path(f"{ONE}/einladen/", participants.Invite.as_view(), name="invite"),
]
