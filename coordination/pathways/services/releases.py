"""From draft to published version: what was checked, who submitted, who approved (another person), since when it holds.

A decision of a group calls the same verbs with the person who minutes it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coordination.accounts.models import NetworkRule
from coordination.accounts.permissions import require
from coordination.lib import history
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet
from coordination.pathways.checks import Finding, findings
from coordination.pathways.flow import read
from coordination.pathways.freezing import flow_of
from coordination.pathways.models import Pathway, Release
from coordination.pathways.slots import slot_findings

STATE = Release.State


class NotReady(RuleBroken):
    """The checks found something. ``findings`` says what, each with its place."""

    def __init__(self, found: list[Finding]) -> None:
        self.findings = found
        super().__init__(_("This is still missing: %(what)s") % {"what": found[0].sentence}, code="not_ready")


def findings_of(pathway: Pathway, *, review_due: dt.date | None = None) -> list[Finding]:
    """Everything that would block publishing the pathway as it stands."""
    flow = flow_of(pathway)
    found = findings(flow, today=timezone.localdate(), review_due=review_due)
    if pathway.network is not None and flow.steps:
        found += slot_findings(flow, pathway.network)
    return found


@transaction.atomic
def submit(*, by: Any, pathway: Pathway, change_note: str = "") -> Release:
    """Freeze the pathway as the next version and give it into review. Raises NotReady with what the checks find."""
    require(by, "pathways.change_draft", _network(pathway))
    release = Release.objects.filter(pathway=pathway).open().first()
    if release is not None and release.state != STATE.DRAFT:
        raise RuleBroken(_("There is a version on its way already."), code="already_open")
    if found := findings_of(pathway):
        raise NotReady(found)
    if release is None:
        last = Release.objects.filter(pathway=pathway).aggregate(last=Max("number"))["last"] or 0
        release = Release(pathway=pathway, number=last + 1)
    if release.number > 1 and not change_note.strip():
        raise RuleBroken(_("Please say what has changed since the last version."), code="note_missing")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Submitted for review")):
        release.submit_by(by, flow_of(pathway).content(), change_note.strip())
    return release


@transaction.atomic
def send_back(*, by: Any, release: Release, reason: str) -> Release:
    """Give a version back for editing, with what should change."""
    require(by, "pathways.change_draft", _network(release.pathway))
    if release.state not in {STATE.IN_REVIEW, STATE.APPROVED}:
        raise RuleBroken(_("This version is not in review."), code="not_in_review")
    if not reason.strip():
        raise RuleBroken(_("Please say what should change."), code="reason_missing")
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=reason.strip()[:200]):
        release.send_back()
    return release


def is_own(release: Release, *, by: Any) -> bool:
    """They submitted it themselves, and the network's rule asks for a second person."""
    mine = release.state == STATE.IN_REVIEW and release.submitted_by_id == by.pk
    return mine and _network(release.pathway).has_rule(NetworkRule.Rule.FOUR_EYES_PUBLISH)


@transaction.atomic
def approve(
    *, by: Any, release: Release, valid_from: dt.date, review_due: dt.date, note: str = ""
) -> Release:
    """Approve what somebody else has submitted; with the rule off, the same person may.

    ``note`` says who decided, for example a steering group and its day.
    """
    network = _network(release.pathway)
    require(by, "pathways.publish_release", network)
    if release.state != STATE.IN_REVIEW:
        raise RuleBroken(_("This version is not in review."), code="not_in_review")
    if is_own(release, by=by):
        raise RuleBroken(
            _("You submitted this version yourself. Somebody else with the right approves it."),
            code="four_eyes",
        )
    if review_due <= max(valid_from, timezone.localdate()):
        raise RuleBroken(
            _("The next review lies after the first day, and in the future."), code="review_too_early"
        )
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Approved")):
        release.approve_by(by, valid_from=valid_from, review_due=review_due, note=note.strip())
    return release


@transaction.atomic
def publish(*, by: Any, release: Release) -> Release:
    """Publish an approved version; the one before is retired by it. What the checks find now blocks it."""
    network = _network(release.pathway)
    require(by, "pathways.publish_release", network)
    if release.state != STATE.APPROVED:
        raise RuleBroken(_("Only an approved version can be published."), code="not_approved")
    today = timezone.localdate()
    if release.valid_from and release.valid_from > today:
        day = date_format(release.valid_from, "SHORT_DATE_FORMAT")
        raise RuleBroken(
            _("It is valid from %(day)s on; publish it on that day.") % {"day": day}, code="too_early"
        )
    flow = read(release.content)
    if found := findings(flow, today=today, review_due=release.review_due) + slot_findings(flow, network):
        raise NotReady(found)
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Published")):
        for before in Release.objects.select_for_update().filter(
            pathway=release.pathway, state=STATE.PUBLISHED
        ):
            before.retire(_("Version %(number)s has taken its place.") % {"number": release.number})
        release.publish()
    return release


@transaction.atomic
def retire(*, by: Any, release: Release, reason: str) -> Release:
    """Take a published version back without another in its place."""
    require(by, "pathways.publish_release", _network(release.pathway))
    if release.state != STATE.PUBLISHED:
        raise RuleBroken(_("Only a published version can be retired."), code="not_published")
    if not reason.strip():
        raise RuleBroken(
            _("Retiring needs a reason; it stands on the page that a printed code leads to."),
            code="reason_missing",
        )
    with history.changes(by=by, source=ChangeSet.Source.FORM, reason=_("Retired")):
        release.retire(reason.strip())
    return release


def _network(pathway: Pathway) -> Any:
    if pathway.network is None:
        raise RuleBroken(_("A template belongs to no network; adopt it first."), code="template")
    return pathway.network
