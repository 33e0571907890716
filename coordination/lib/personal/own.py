"""What the ground itself holds of people: mails, files, jobs, changes, the queue."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.lib.personal.shapes import Activity, Fate, Fixed, Free, Holding, Mention, Subject


def _mails_to(subject: Subject) -> Q | None:
    found = Q(pk=None)
    for mail in subject.mails:
        found |= Q(to__iexact=mail) | Q(reply_to__iexact=mail)
    return found if subject.mails else None


def _of_user(column: str):
    return lambda subject: Q(**{column: subject.user_id}) if subject.user_id else None


_TASK = _("Public task (Art. 6(1)(e) GDPR with § 3 KKG)")

ACTIVITIES = [
    Activity(
        key="mail",
        title=_("Mails of the network"),
        purpose=_("To invite, to remind and to tell what was decided."),
        ground=_TASK,
        people=_("Everybody to whom the network writes"),
        recipients=_("The mail server of the responsible body"),
    ),
    Activity(
        key="changes",
        title=_("History of changes"),
        purpose=_("To see who changed what and why, and to take mistakes back."),
        ground=_("Legal obligation and public task (Art. 6(1)(c) and (e), Art. 5(2), Art. 32 GDPR)"),
        people=_("People who work with Schutznetz"),
        recipients=_("The coordination; the data protection officer"),
    ),
    Activity(
        key="work",
        title=_("Files and background work"),
        purpose=_("To read sheets, to write lists and to show how far a work is."),
        ground=_TASK,
        people=_("People who work with Schutznetz"),
        recipients=_("Whoever uploaded or ordered it"),
    ),
]

HOLDINGS = [
    Holding(
        model="lib.OutboxMail",
        activity="mail",
        fields=["to", "reply_to", "subject", "text", "html", "calendar", "state", "error"],
        secret=["tokens", "headers"],
        derived=["message_id", "template"],
        find=_mails_to,
        fate=Fate.DELETE,
        kept=_("90 days"),
    ),
    Holding(
        model="lib.Job",
        activity="work",
        fields=["owner", "title", "message", "error", "result_url"],
        derived=["function", "args"],
        find=_of_user("owner"),
        fate=Fate.DELETE,
        kept=_("30 days after the end"),
    ),
    Holding(
        model="lib.StoredFile",
        activity="work",
        fields=["owner", "name", "content_type", "purpose"],
        derived=["place", "sha256"],
        find=_of_user("owner"),
        fate=Fate.EMPTY,
        empty={"owner": None},
        kept=_("30 days as a rule; a logo or a photo until it is replaced"),
        why=_("Files of the network stay until their own end; who uploaded them is forgotten."),
    ),
    Holding(
        model="lib.ChangeSet",
        activity="changes",
        fields=["user", "reason"],
        find=_of_user("user"),
        fate=Fate.STAY,
        kept=_("As long as the entry that was changed"),
        why=_("What was changed when remains answerable; instead of the name stands an erased account."),
    ),
]

MENTIONS = [
    Mention(
        model="lib.OutboxMail",
        fields=["subject", "text", "html", "calendar", "error"],
        why=_("Mails to others"),
    ),
    Mention(model="lib.StoredFile", fields=["name"], why=_("Names of files")),
    Mention(model="lib.Job", fields=["title", "message", "error"], why=_("Background work")),
    Mention(model="lib.ChangeSet", fields=["reason"], why=_("Reasons of changes")),
    Mention(
        model="django_tasks_database.DBTaskResult",
        fields=["args_kwargs", "return_value", "traceback"],
        why=_("The queue of background work"),
    ),
]

_QUEUE = "Numbers and names of functions; people are passed by public id only (lib/tasks.py)."
FREE = [
    Free(
        model="django_tasks_database.DBTaskResult",
        fields=["status", "task_path", "worker_ids", "queue_name", "backend_name", "exception_class_path"],
        why=_QUEUE,
    ),
    Free(model="lib.QueuedTask", why="A proxy: its table is the queue's, which is searched through."),
    Free(model="lib.Erasure", why="Kind and public id of what was erased; leads to nobody any more."),
    Free(model="lib.OpenGuard", why="Names of guards of the database."),
    Free(model="lib.RateCount", why="A keyed hash, kept for a day; no address is stored."),
    Free(model="lib.SearchDoc", why="A digest of what is indexed."),
    Free(model="lib.SearchWord", why="Derived words; they go with the last record that has them."),
    Free(model="lib.WorkerSign", why="Names of machines."),
    Free(model="lib.Turn", why="Names of periodic works."),
    Free(model="lib.KeepingTime", why="Months per network and kind of data."),
    Free(model="lib.RetentionRun", why="Counts, nobody is named."),
    Free(model="contenttypes.ContentType", why="Names of models."),
    Free(model="auth.Permission", why="Names of rights."),
    Free(model="auth.Group", why="Not used: roles stand in memberships."),
]

PERIODS = [
    Fixed(key="lib.mails", activity="mail", title=_("Mails in the outbox"), kept=_("90 days"),
          does=_("are deleted"), work="lib.retention"),
    Fixed(key="lib.jobs", activity="work", title=_("Background work that has ended"), kept=_("30 days"),
          does=_("is deleted"), work="lib.retention"),
    Fixed(key="lib.files", activity="work", title=_("Uploaded sheets, lists and prints"), kept=_("30 days"),
          does=_("are deleted"), work="lib.retention"),
    Fixed(key="lib.queue", activity="work", title=_("The queue of background work"),
          kept=_("14 days; 90 days after a failure"), does=_("is emptied"), work="lib.retention"),
]  # fmt: skip
