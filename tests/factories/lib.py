"""Technical rows: jobs, mails, files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import factory
from django.conf import settings
from django.utils import timezone

from coordination.lib.models import Job, OutboxMail, StoredFile
from tests.factories.accounts import UserFactory


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    owner = factory.SubFactory(UserFactory)
    title = "Prüfung der Liste"
    function = "tests.lib.background.count_up"
    ended_at = factory.LazyAttribute(lambda job: timezone.now() if job.state in Job.ENDED else None)
    state = Job.State.QUEUED


class OutboxMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutboxMail

    message_id = factory.Sequence(lambda number: f"<{number}@example.org>")
    template = "lib/mail/sample"
    to = factory.Sequence(lambda number: f"person{number}@example.org")
    subject = "Bitte bestätigen"
    text = "Guten Tag"


class StoredFileFactory(factory.django.DjangoModelFactory):
    """A row with its file on disk."""

    class Meta:
        model = StoredFile

    class Params:
        content = b"Name;Ort\n"

    name = "Liste.csv"
    place = factory.Sequence(lambda number: f"{number % 256:02x}/{number:032x}")
    content_type = "text/csv"
    purpose = "test"
    owner = factory.SubFactory(UserFactory)
    size = factory.LazyAttribute(lambda row: len(row.content))
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.content).hexdigest())

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = super()._create(model_class, *args, **kwargs)
        row.path.parent.mkdir(parents=True, exist_ok=True)
        Path(settings.MEDIA_ROOT, row.place).write_bytes(b"Name;Ort\n")
        return row
