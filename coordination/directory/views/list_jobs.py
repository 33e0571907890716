"""The long work on lists, done in the background: many entries changed, changes taken back, lists written as files.

Each may run twice (a worker can die): what was done once is noted on the job in the same transaction, and found there.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.accounts.permissions import scope_of
from coordination.directory import exports
from coordination.directory.exports import Export
from coordination.directory.models import Institution
from coordination.directory.services import lists as verbs
from coordination.directory.views.list_pages import DirectoryList
from coordination.directory.views.lists import Institutions, People, Services
from coordination.lib import bulk, files, jobs, mail
from coordination.lib.errors import RuleBroken
from coordination.lib.models import ChangeSet, Job, StoredFile

LISTS: dict[str, type[DirectoryList]] = {
    "institution": Institutions,
    "person": People,
    "service": Services,
}
CHANGES_AT_ONCE = 300  # more entries than these are changed in the background
ROWS_AT_ONCE = 3_000  # and longer lists are written there
KEPT = dt.timedelta(days=3)
_LARGEST = 500 * 1024 * 1024


@files.purpose("export", keep_for=KEPT, max_bytes=_LARGEST)
def may_read_export(user: Any, file: StoredFile) -> bool:
    """Only who had it written, and only while they may export at all."""
    return file.owner_id == getattr(user, "pk", 0) and scope_of(user).may_anywhere("directory.add_export")


# --- which rows
def request_of(user: Any) -> HttpRequest:
    """A request as if this person asked; lists are opened with it."""
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", user, QueryDict("")  # type: ignore[assignment]
    return request


def chosen(page: DirectoryList, user: Any) -> QuerySet[Institution]:
    """The institutions a list shows, of them those the user may change."""
    networks = scope_of(user).may("directory.change_institution")
    mine = Institution.objects.in_lists_of(user).listed_in(networks)
    return mine.filter(pk__in=page.get_queryset().order_by().values("pk"))


# --- changing many entries
def change(
    *, by: Any, what: str, value: str, reason: str, institutions: Any, progress: Any = None
) -> verbs.Done:
    """Do one of the bulk actions."""
    more = {"progress": progress} if progress else {}
    if what == "confirm":
        return verbs.confirm_many(by=by, institutions=institutions, reason=reason, **more)
    if what == "remove":
        return verbs.remove_many(by=by, institutions=institutions, reason=reason, **more)
    wanted: str | int = int(value) if what == "level" and value in _LEVELS else value
    return verbs.set_many(by=by, institutions=institutions, field=what, value=wanted, reason=reason, **more)


_LEVELS = {str(level) for level in verbs.FIELDS["level"]}


@jobs.job_function(retries=2)
@bulk.without_collector()
def change_many(
    job: Job, *, what: str, value: str, reason: str, query: str, count: int, done: str = "", **_told: Any
) -> str | None:
    """Change all entries a list shows; the list must still be as long as it was in the preview."""
    if done:
        return _result(done)
    page = LISTS["institution"].asked(request_of(job.owner), query)
    ids = list(chosen(page, job.owner).order_by("pk").values_list("pk", flat=True))
    if len(ids) != count:
        raise RuleBroken(_("The list has changed since. Please look at it again."), code="list_changed")
    with transaction.atomic():
        found = change(
            by=job.owner, what=what, value=value, reason=reason, institutions=ids, progress=_teller(job)
        )
        uid = str(found.change_set.uid) if found.change_set else "-"
        _end(job, _result(uid), done=uid, changed=found.count, left=found.left)
    return _result(uid)


@jobs.job_function(retries=2)
@bulk.without_collector()
def undo_many(job: Job, *, change_set: str, done: str = "", **_told: Any) -> str | None:
    """Take a bulk action back; what somebody has changed since stays."""
    if done:
        return _result(change_set)
    with transaction.atomic():
        undone = verbs.undo_bulk(
            by=job.owner, change_set=ChangeSet.objects.get(uid=change_set), progress=_teller(job)
        )
        stayed = [conflict.label for conflict in undone.conflicts[:100]]
        told = {"changed": undone.rows, "left": len(undone.conflicts), "stayed": stayed}
        _end(job, _result(change_set), done="yes", **told)
    return _result(change_set)


def _teller(job: Job) -> Any:
    return lambda done, total: job.progress(done, total, message=_("Changing entries"))


def _result(change_set: str) -> str:
    if change_set == "-":
        return reverse("directory:work-list")
    return reverse("directory:bulk-result", args=[change_set])


# --- lists as files
def start_export(*, by: Any, page: DirectoryList, export: Export, count: int) -> Job:
    """Have a long list written in the background."""
    if not scope_of(by).may_anywhere("directory.add_export"):
        raise PermissionDenied("directory.add_export")
    return jobs.start(
        write_list,
        by=by,
        title=_("%(list)s as a file (%(kind)s), %(n)s entries")
        % {"list": exports.NAMES[export.noun], "kind": export.kind.upper(), "n": count},
        args={
            "noun": export.noun,
            "kind": export.kind,
            "query": page.here.urlencode(),
            "public": export.is_public,
        },
    )


@jobs.job_function(retries=2)
def write_list(
    job: Job, *, noun: str, kind: str, query: str, public: bool = False, done: str = "", **_told: Any
) -> str | None:
    """Write a list into a file that is kept for three days for the person who wanted it."""
    if done:
        return reverse("directory:export-file", args=[done])
    page = LISTS[noun].asked(request_of(job.owner), query)
    wanted = page.export_of(kind)
    wanted = exports.only_public(wanted) if public else wanted
    total = wanted.rows.order_by().count()
    message = _("Writing rows")
    job.progress(0, total, message=message)
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as target:
        count = exports.write(
            target, wanted, by=job.owner, progress=lambda n: job.progress(n, total, message=message)
        )
        target.flush()
        target.seek(0)
        with transaction.atomic():
            mine = scope_of(job.owner).may("directory.add_export")
            file = files.keep(
                File(target, name=wanted.file_name),
                purpose="export",
                by=job.owner,
                network_id=next(iter(mine)) if len(mine) == 1 else None,
                name=wanted.file_name,
            )
            exports.note(by=job.owner, export=wanted, count=count)
            url = reverse("directory:export-file", args=[file.uid])
            _end(job, url, done=str(file.uid), changed=count)
    return url


def _end(job: Job, url: str, **told: Any) -> None:
    """Note the result on the job and tell its owner by mail, in the transaction of the work."""
    job.args = {**job.args, **told}
    Job.objects.filter(pk=job.pk).update(args=job.args, result_url=url)
    context = {"title": job.title, "address": settings.SITE_ADDRESS + url}
    mail.queue("directory/mail/work_done", to=job.owner.email, context=context)
