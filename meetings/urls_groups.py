"""Addresses of groups, meetings and tasks in the workspace."""

from django.urls import path

from meetings.views import (
    agenda,
    feeds,
    group_tasks,
    groups,
    minutes,
    minutes_read,
    minutes_write,
    registers,
    seats,
    sittings,
)

ROOM = "arbeit/gruppen/"
G, S, B, M, P, D, T = (
    f"{ROOM}{word}<uuid:uid>/"
    for word in ("", "sitze/", "besetzungen/", "sitzungen/", "punkte/", "beschluesse/", "aufgaben/")
)
urlpatterns = [
    path(ROOM, groups.GroupList.as_view(), name="group-list"),
    path(f"{ROOM}neu/", groups.GroupAdd.as_view(), name="group-add"),
    path(f"{ROOM}beschluesse/", registers.DecisionList.as_view(), name="decision-list"),
    path(f"{ROOM}aufgaben/", group_tasks.TaskList.as_view(), name="task-list"),
    path(f"{ROOM}kalender/", feeds.FeedList.as_view(), name="feed-list"),
    path(G, groups.GroupDetail.as_view(), name="group-detail"),
    path(f"{G}bearbeiten/", groups.GroupEdit.as_view(), name="group-edit"),
    path(f"{G}aufloesen/", groups.GroupEnd.as_view(), name="group-end"),
    path(f"{G}rhythmus/", groups.GroupRhythm.as_view(), name="group-rhythm"),
    path(f"{G}serie/", groups.SeriesPlan.as_view(), name="group-series"),
    path(f"{G}sitze/neu/", seats.SeatAdd.as_view(), name="seat-add"),
    path(f"{G}sitzungen/neu/", sittings.MeetingAdd.as_view(), name="meeting-add"),
    path(f"{S}bearbeiten/", seats.SeatEdit.as_view(), name="seat-edit"),
    path(f"{S}besetzen/", seats.SeatFill.as_view(), name="seat-fill"),
    path(f"{S}streichen/", seats.SeatEnd.as_view(), name="seat-end"),
    path(f"{B}beenden/", seats.TermEnd.as_view(), name="term-end"),
    path(M, sittings.MeetingDetail.as_view(), name="meeting-detail"),
    path(f"{M}bearbeiten/", sittings.MeetingEdit.as_view(), name="meeting-edit"),
    path(f"{M}einladen/", sittings.MeetingStep.as_view(verb="invite"), name="meeting-invite"),
    path(f"{M}beginnen/", sittings.MeetingStep.as_view(verb="open_meeting"), name="meeting-open"),
    path(f"{M}beenden/", sittings.MeetingStep.as_view(verb="close_meeting"), name="meeting-close"),
    path(f"{M}absagen/", sittings.MeetingCancel.as_view(), name="meeting-cancel"),
    path(f"{M}termin.ics", sittings.MeetingCalendar.as_view(), name="meeting-calendar"),
    path(f"{M}aufnehmen/", agenda.TakeUp.as_view(), name="take-up"),
    path(f"{M}punkte/neu/", agenda.ItemAdd.as_view(), name="item-add"),
    path(f"{M}protokoll/", minutes.MinutesScreen.as_view(), name="minutes"),
    path(f"{M}anwesenheit/", minutes.Attendance.as_view(), name="attendance"),
    path(f"{M}genehmigen/", minutes_write.Approve.as_view(), name="minutes-approve"),
    path(f"{M}niederschrift/", minutes_read.MinutesRead.as_view(), name="minutes-read"),
    path(f"{M}niederschrift.pdf", minutes_read.MinutesPaper.as_view(), name="minutes-paper"),
    path(f"{P}bearbeiten/", agenda.ItemEdit.as_view(), name="item-edit"),
    path(f"{P}verschieben/", agenda.ItemStep.as_view(verb="move"), name="item-move"),
    path(f"{P}annehmen/", agenda.ItemStep.as_view(verb="accept"), name="item-accept"),
    path(f"{P}entfernen/", agenda.ItemStep.as_view(verb="remove"), name="item-remove"),
    path(f"{P}text/", minutes.MinutesSave.as_view(), name="minutes-save"),
    path(f"{P}erledigt/", minutes.ItemTick.as_view(), name="item-tick"),
    path(f"{P}beschluss/", minutes_write.DecisionAdd.as_view(), name="decision-add"),
    path(f"{P}aufgabe/", minutes_write.TaskAdd.as_view(), name="task-add"),
    path(f"{P}anmerkung/", minutes_read.Remark.as_view(), name="remark-add"),
    path(f"{P}berichtigung/", minutes_read.Amend.as_view(), name="amendment-add"),
    path(f"{ROOM}anmerkungen/<uuid:uid>/", minutes_read.Settle.as_view(), name="remark-settle"),
    path(D, registers.DecisionDetail.as_view(), name="decision-detail"),
    path(T, group_tasks.TaskDetail.as_view(), name="task-detail"),
    path(f"{T}erledigt/", group_tasks.TaskDone.as_view(), name="task-done"),
    path(f"{T}spaeter/", group_tasks.TaskLater.as_view(), name="task-later"),
]
