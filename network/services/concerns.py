"""The way of a concern: raised, released, taken up, with a group, decided, answered – and back to all who asked.

Every verb writes the hop, the log and the mails in one transaction. The rooms above call them for their groups: who may
act there is asked there; here the caller must belong to the network.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.accounts.models import AuditEntry, Network
from coordination.accounts.permissions import require, scope_of
from coordination.accounts.services.audit import record
from coordination.directory.models import Institution
from coordination.lib.casedata import look
from coordination.lib.casedata.field import NO_CHILD
from coordination.lib.errors import RuleBroken
from network.models import Concern, ConcernStep, ConcernSupporter, Relay
from network.services.concern_mails import forget_mails, tell_all, tell_coordination

KIND = ConcernStep.Kind
STATE = Concern.State
LONGEST_PROMISE = dt.timedelta(days=366)


@transaction.atomic
def raise_concern(
    *,
    by: Any,
    network: Network,
    institution: Institution | None,
    text: str,
    title: str = "",
    relay: Relay | None = None,
    no_case: str = "",
) -> Concern:
    """Take a concern in and tell the coordination. Without ``title`` the first words of the text are it.

    A text that may tell of a single child is refused (``case_data``, nothing is kept) unless ``no_case`` says why it
    does not; the concern then waits for the second look with this answer beside it.
    """
    if network.pk not in scope_of(by).may("network.add_concern"):
        raise RuleBroken(_("You may not raise concerns in this network."), code="not_yours")
    if institution is not None and not _may_speak_for(by, network, institution):
        raise RuleBroken(_("This institution is not one of this network."), code="not_here")
    text = text.strip()
    if not text:
        raise RuleBroken(_("Please write what the network should see to."), code="empty")
    title = " ".join(title.split()) or _first_words(text)
    if no_case not in NO_CHILD:
        no_case = ""
    _refuse_cases(title, text, answered=bool(no_case))
    concern = Concern.objects.create(
        network=network,
        institution=institution,
        raised_by=by,
        title=title,
        text=text,
        relay=relay,
        no_case=no_case if look(f"{title}\n{text}").is_told else "",
    )
    _hop(by, concern, KIND.RAISED)
    tell_coordination(concern, "network/mail/concern_raised")
    return concern


def _may_speak_for(by: Any, network: Network, institution: Institution) -> bool:
    return Institution.objects.visible_to(by).listed_in([network.pk]).filter(pk=institution.pk).exists()


def _first_words(text: str) -> str:
    line = text.splitlines()[0].strip()
    return line if len(line) <= 120 else line[:118].rsplit(" ", 1)[0] + " …"


def _refuse_cases(*texts: str, answered: bool = False) -> None:
    if not answered and any(look(text).is_told for text in texts):
        raise RuleBroken(
            _(
                "This may tell of a single child or family. Such data do not belong here; nothing was kept. Please"
                " write what should change in the structures."
            ),
            code="case_data",
        )


@transaction.atomic
def release(*, by: Any, concern: Concern) -> Concern:
    """The second look: others of the network may read the concern now and join it."""
    concern = _handled(by, concern)
    if concern.is_released:
        raise RuleBroken(_("This concern is already released."), code="already_released")
    if concern.raised_by_id == by.pk:
        raise RuleBroken(_("Somebody else has to read your concern first."), code="four_eyes")
    concern.release(by)
    return _hop(by, concern, KIND.RELEASED)


@transaction.atomic
def join(*, by: Any, concern: Concern, institution: Institution | None = None) -> ConcernSupporter:
    """„Me too“: hear of every hop and of the answer. Joining twice changes nothing."""
    seen = Concern.objects.select_for_update(of=("self",)).visible_to(by).filter(pk=concern.pk).first()
    if seen is None or seen.network_id not in scope_of(by).may("network.add_concern"):
        raise RuleBroken(_("This concern is not open to you."), code="not_yours")
    if seen.raised_by_id == by.pk:
        raise RuleBroken(_("This is your own concern; you hear of it anyway."), code="own")
    if there := ConcernSupporter.objects.filter(concern=seen, user=by).first():
        return there
    if not seen.is_open:
        raise RuleBroken(_("This concern is closed; please raise a new one."), code="closed")
    if institution is not None and not _may_speak_for(by, seen.network, institution):
        raise RuleBroken(_("This institution is not one of this network."), code="not_here")
    return ConcernSupporter.objects.create(concern=seen, user=by, institution=institution)


@transaction.atomic
def leave(*, by: Any, concern: Concern) -> None:
    """Take „me too“ back."""
    ConcernSupporter.objects.filter(concern=concern, user=by).delete()


@transaction.atomic
def take_up(*, by: Any, concern: Concern) -> Concern:
    """Say that the coordination sees to it. Only what nobody has taken up yet."""
    concern = _handled(by, concern)
    if concern.state != STATE.RAISED:
        raise RuleBroken(_("This concern has already been taken up."), code="already_taken_up")
    concern.take_up()
    return _hop(by, concern, KIND.TAKEN_UP)


@transaction.atomic
def promise(*, by: Any, concern: Concern, day: dt.date) -> Concern:
    """Promise an answer until a day, not in the past and within a year."""
    concern = _handled(by, concern)
    _must_be_open(concern)
    today = timezone.localdate()
    if day < today:
        raise RuleBroken(_("This day has gone by."), code="past")
    if day > today + LONGEST_PROMISE:
        raise RuleBroken(_("Please promise an answer within a year."), code="too_far")
    concern.promise(day)
    return _hop(by, concern, KIND.PROMISED, day=day)


@transaction.atomic
def put_on_agenda(
    *, by: Any, concern: Concern, group_name: str, meeting_on: dt.date, source_uid: UUID | None = None
) -> Concern:
    """Give it to a group for a meeting; again if it was put off. ``source_uid``: the agenda item of the caller."""
    concern = _carried(by, concern)
    _must_be_open(concern)
    if concern.state == STATE.DECIDED:
        raise RuleBroken(
            _("This concern is already decided; it still needs its answer."), code="already_decided"
        )
    group_name = group_name.strip()[:120]
    if not group_name:
        raise RuleBroken(_("Please say which group deals with it."), code="group_missing")
    concern.put_on_agenda(group_name, meeting_on, source_uid)
    return _hop(by, concern, KIND.WITH_GROUP, label=group_name, day=meeting_on)


@transaction.atomic
def decided(*, by: Any, concern: Concern, decision: str, publish: bool = False) -> Concern:
    """Keep what was decided; ``publish``: everybody in the network may read the decision."""
    concern = _carried(by, concern)
    _must_be_open(concern)
    if concern.state == STATE.RAISED:
        raise RuleBroken(_("Please take the concern up first."), code="not_taken_up")
    if not (decision := decision.strip()):
        raise RuleBroken(_("Please write what was decided."), code="decision_missing")
    _refuse_cases(decision)
    concern.decide(decision, publish=publish)
    return _hop(by, concern, KIND.DECIDED, text=decision, label=concern.group_name)


@transaction.atomic
def answer_back(*, by: Any, concern: Concern, answer: str, no_case: str = "") -> Concern:
    """Give the answer to everybody who raised or joined it. It ends the way of the concern."""
    concern = _carried(by, concern)
    _must_be_open(concern)
    if not (answer := answer.strip()):
        raise RuleBroken(_("Please write the answer."), code="answer_missing")
    _refuse_cases(answer, answered=no_case in NO_CHILD)
    concern.answer_with(answer)
    return _hop(by, concern, KIND.ANSWERED, text=answer)


@transaction.atomic
def decline(*, by: Any, concern: Concern, reason: str) -> Concern:
    """Say why the network does not see to it; everybody who asked is told."""
    concern = _handled(by, concern)
    _must_be_open(concern)
    if not (reason := reason.strip()):
        raise RuleBroken(_("Please say why the network does not take this up."), code="reason_missing")
    _refuse_cases(reason)
    concern.decline_with(reason)
    return _hop(by, concern, KIND.DECLINED, text=reason)


@transaction.atomic
def take_text_out(*, by: Any, concern: Concern) -> Concern:
    """Case data came in: the words go from the concern, its hops and the mails about it; that it was there remains."""
    concern = _handled(by, concern)
    concern.take_text_out(_("Text taken out"))
    concern.steps.exclude(text="").update(text="–")
    forget_mails(concern)
    return _hop(by, concern, KIND.CLEANED)


# --- what the verbs share


def _row(concern: Concern) -> Concern:
    """The row as it stands now, locked: two people who act at once do not both write."""
    rows = Concern.objects.select_for_update(of=("self",)).select_related(
        "network", "institution", "raised_by"
    )
    return rows.get(pk=concern.pk)


def _handled(by: Any, concern: Concern) -> Concern:
    current = _row(concern)
    require(by, "network.change_concern", current.network_id)
    return current


def _carried(by: Any, concern: Concern) -> Concern:
    """For what groups do as well: their rooms have asked whether this person may."""
    current = _row(concern)
    if current.network_id not in scope_of(by).networks:
        raise RuleBroken(_("This concern belongs to another network."), code="not_yours")
    return current


def _must_be_open(concern: Concern) -> None:
    if concern.state == STATE.ANSWERED:
        raise RuleBroken(_("This concern is already answered."), code="already_answered")
    if concern.state == STATE.DECLINED:
        raise RuleBroken(_("This concern was declined."), code="already_declined")


def _hop(
    by: Any, concern: Concern, kind: str, *, text: str = "", label: str = "", day: dt.date | None = None
) -> Concern:
    """Write the hop and the log, and tell everybody who waits, except the one who acts."""
    step = ConcernStep.objects.create(concern=concern, kind=kind, by=by, text=text, label=label, day=day)
    record(by=by, did=AuditEntry.Did.CONCERN, to=concern, network=concern.network_id, detail=kind)
    if kind not in {KIND.RAISED, KIND.RELEASED}:
        tell_all(concern, step, but=by)
    return concern
