"""Calendars to subscribe to: everything of mine, or one group. The address is secret and can be renewed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from coordination.accounts.permissions import MayRequired, Reach
from coordination.lib import ical
from coordination.lib.notes import tell
from meetings import calendars
from meetings.models import CalendarFeed, Group
from meetings.services.group_rights import offices_of
from meetings.tabs import crumbs, group_tabs
from meetings.views.minutes import as_uid


def address_of(feed: CalendarFeed) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + reverse("dates:feed", args=[feed.uid, feed.secret])


class FeedList(MayRequired, View):
    """My calendars with their addresses; a new one, a new address, or none any more."""

    permission = "meetings.view_group"
    reach = Reach.GROUP

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        feeds = CalendarFeed.objects.visible_to(request.user).select_related("group")
        rows = list(feeds.order_by("group__name", "id"))
        mine = Group.objects.filter(pk__in=list(offices_of(request.user))).order_by("name", "id")
        there = {feed.group_id for feed in rows}
        context = {
            "title": _("Calendars"),
            "crumbs": crumbs((_("Calendars"), None)),
            "tabs": group_tabs("calendars"),
            "feeds": [(feed, address_of(feed)) for feed in rows],
            "has_own": None in there,
            "groups": [group for group in mine if group.pk not in there],
        }
        return render(request, "meetings/feed_list.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wanted := request.POST.get("abo", ""):
            feed = get_object_or_404(CalendarFeed.objects.visible_to(request.user), uid=as_uid(wanted))
            if "weg" in request.POST:
                feed.delete()
                tell(request, _("The calendar is gone; its address leads nowhere now."))
            else:
                feed.renew()
                tell(request, _("The calendar has a new address; the old one leads nowhere now."))
            return redirect("meetings:feed-list")
        group = None
        if asked := request.POST.get("gruppe", ""):
            mine = Group.objects.filter(pk__in=list(offices_of(request.user)))
            group = get_object_or_404(mine, uid=as_uid(asked))
        CalendarFeed.objects.get_or_create(user=request.user, group=group)
        tell(request, _("Copy the address into your calendar program. Treat it like a password."))
        return redirect("meetings:feed-list")


class Feed(View):
    """The calendar itself, for programs that cannot sign in. Wrong, void or without right: as if missing."""

    def get(self, request: HttpRequest, uid: UUID, secret: str) -> HttpResponse:
        feed = (
            CalendarFeed.objects.filter(uid=uid, user__is_active=True).select_related("user", "group").first()
        )
        if feed is None or not feed.opens(secret):
            raise Http404
        group = feed.group
        if group is not None and group.pk not in offices_of(feed.user):
            raise Http404
        dates = calendars.of_group(group) if group is not None else calendars.of_person(feed.user)
        name = str(group) if group is not None else _("My meetings and tasks")
        body = ical.calendar(name, dates, host=calendars.host())
        if feed.read_on != timezone.localdate():
            CalendarFeed.objects.filter(pk=feed.pk).update(read_on=timezone.localdate())
        return HttpResponse(
            body,
            content_type="text/calendar; charset=utf-8",
            headers={"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"},
        )
