"""A small pathway with its branch, a law, and versions on their way."""

import datetime as dt

from django.utils import timezone

from coordination.pathways.freezing import flow_of
from coordination.pathways.models import (
    LegalBasis,
    Pathway,
    PathwayBasis,
    Release,
    Step,
    StepSlot,
    Transition,
)
from coordination.pathways.services import releases
from tests.factories.directory import ServiceKindFactory


def law(code="kkg-4-3", citation="§ 4 Abs. 3 KKG", **more):
    made, _new = LegalBasis.objects.get_or_create(
        code=code,
        defaults={
            "citation": citation,
            "wording": "In eigenen Worten.",
            "source": "Bundesrecht",
            "checked_on": timezone.localdate(),
            **more,
        },
    )
    return made


def step(pathway, position, code, kind, *, title="", slots=(), **more):
    made = Step.objects.create(
        pathway=pathway, position=position, code=code, kind=kind, title=title or code.title(), **more
    )
    for number, kind_code in enumerate(slots, 1):
        slot_kind = ServiceKindFactory(code=kind_code, name=kind_code, short_name=kind_code)
        StepSlot.objects.create(step=made, kind=slot_kind, position=number)
    return made


def exit_to(from_step, to, kind="next", **more):
    return Transition.objects.create(from_step=from_step, to_step=to, to_branch=to is None, kind=kind, **more)


def pathway(
    network=None, *, slug="schule", code="P01", slots=("asd_intake",), title="Verdacht in der Schule"
):
    """Observe → acute? → (yes: emergency branch) → report → close; every step leads into danger."""
    branch = Pathway.objects.create(
        network=network, code="E0", slug=f"{slug}-notfall", title="Gefahr", is_branch=True
    )
    step(branch, 10, "notruf", "emergency", title="Notruf", time_code="immediate")
    made = Pathway.objects.create(
        network=network, code=code, slug=slug, title=title, who="Lehrkraft", branch=branch, source="Quelle"
    )
    PathwayBasis.objects.create(pathway=made, legal_basis=law())
    observe = step(made, 10, "beobachten", "observe", title="Wahrnehmen", time_code="same_day")
    acute = step(made, 20, "akut", "decide", title="Jetzt in Gefahr?")
    report = step(made, 30, "mitteilung", "report", title="Mitteilung", legal_basis=law(), slots=slots)
    close = step(made, 40, "ende", "close", title="Begleiten")
    exit_to(observe, acute)
    exit_to(acute, None, "yes", label="Sofort handeln.")
    exit_to(acute, report, "no")
    exit_to(report, close)
    for one in (observe, acute, report, close):
        exit_to(one, None, "emergency")
    return made


def published(made, *, by, second) -> Release:
    today = timezone.localdate()
    release = releases.submit(by=by, pathway=made, change_note="Neu gefasst.")
    releases.approve(
        by=second,
        release=release,
        valid_from=today,
        review_due=today + dt.timedelta(days=365),
        note="Steuerungsgruppe",
    )
    return releases.publish(by=second, release=release)


def in_force(made) -> Pathway:
    """Published past the checks and without anybody: for tests that ask for a version and not how it came about."""
    today = timezone.localdate()
    release = Release(pathway=made, number=1)
    release.submit_by(None, flow_of(made).content(), "")
    release.approve_by(None, valid_from=today, review_due=today + dt.timedelta(days=365), note="Probe")
    release.publish()
    return made
