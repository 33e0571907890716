"""One step of an import in a process of its own, that can be killed: ``python -m tests.walks.import_child STEP``."""

import json
import os
import sys

ROWS = 3000


def prepare() -> None:
    """A network, a coordinator, and a sheet that is checked."""
    from coordination.directory.services import imports
    from tests.factories.accounts import MembershipFactory
    from tests.factories.directory import InstitutionTypeFactory
    from tests.factories.imports import checked, row

    InstitutionTypeFactory()
    membership = MembershipFactory(user__email="ada@example.org", network__slug="kill")
    rows = [row(str(n), f"Kita {n}", phone=f"02241 9{n:05}") for n in range(ROWS)]
    run = checked(membership.user, membership.network, rows)
    assert imports.to_take(run)["rows"] == ROWS


def take() -> None:
    from coordination.accounts.models import User
    from coordination.directory.models import ImportRun
    from coordination.directory.services import import_jobs
    from coordination.lib.models import Job

    job = Job.objects.create(
        owner=User.objects.get(email="ada@example.org"), title="take", function="", args={}
    )
    run = ImportRun.objects.get()
    tell("begun")
    import_jobs.take_rows(job, run=str(run.uid))
    tell("ended")


def loose() -> None:
    """The same without its one transaction: what the tests would find if somebody took it away."""
    from contextlib import contextmanager, nullcontext
    from unittest import mock

    from coordination.lib import history

    @contextmanager
    def open_frame(**given):
        frame = history.Frame(given.get("by"), "import", "")
        token = history._frame.set(frame)
        yield frame
        history._frame.reset(token)

    with (
        mock.patch("django.db.transaction.atomic", side_effect=lambda *a, **k: nullcontext()),
        mock.patch.object(
            history,
            "changes",
            lambda **given: (
                nullcontext(history._frame.get()) if history._frame.get() else open_frame(**given)
            ),
        ),
        mock.patch("django.db.models.query.QuerySet.select_for_update", lambda rows, **k: rows),
    ):
        take()


def look() -> None:
    """Count what is there, row by row and table by table."""
    from coordination.accounts.models import AuditEntry
    from coordination.directory.models import ContactPoint, Identifier, ImportRun, Institution, Listing
    from coordination.lib.models import ChangeSet

    counts = {
        model.__name__: model.objects.count() for model in (Institution, Listing, Identifier, ContactPoint)
    }
    counts |= {
        "history": Institution.history.count(),
        "sets": ChangeSet.objects.filter(source="import").count(),
    }
    counts["audit"] = AuditEntry.objects.filter(did="imported").count()
    tell(json.dumps({"state": ImportRun.objects.get().state, **counts}))


def tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")
    import django

    django.setup()
    {"prepare": prepare, "take": take, "loose": loose, "look": look}[sys.argv[1]]()
