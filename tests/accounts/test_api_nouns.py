"""Networks, roles, the log and oneself for programs."""

import pytest

from coordination.accounts.models import AuditEntry
from coordination.accounts.services.audit import record
from tests.api import Program, is_problem
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db


def test_one_sees_the_own_networks_and_oneself(ada, network, other_network):
    program = Program(ada, "accounts:read")

    me = program.get("me").json()

    assert me["roles"] == [{"role": "coordinator", "network": network.slug}]
    assert me["token"]["scopes"] == ["accounts:read"]
    assert [row["slug"] for row in program.get("networks").json()["results"]] == [network.slug]
    is_problem(program.get(f"networks/{other_network.uid}"), 404)


def test_roles_are_seen_by_who_may_see_them_else_the_own_only(ada, mira, network):
    MembershipFactory(network=network, role="professional")

    everybody = Program(ada).get("memberships?sort=-name").json()
    own = Program(mira).get("memberships").json()

    assert everybody["count"] == 3
    assert Program(ada).get("memberships?role=professional").json()["count"] == 1
    assert [row["email"] for row in own["results"]] == [mira.email]


def test_the_log_is_read_by_day_and_deed(ada, auditor, mira, network):
    record(by=ada, did=AuditEntry.Did.EXPORTED, network=network, detail="Liste")

    rows = Program(auditor).get("audit?did=exported&since=2026-01-01&until=2099-01-01").json()["results"]

    assert [(row["name"], row["network"], row["detail"]) for row in rows] == [
        ("Ada Beispiel", network.slug, "Liste")
    ]
    assert Program(ada).get("audit?until=2000-01-01").json()["count"] == 0
    is_problem(Program(mira).get("audit"), 403)
    is_problem(Program(ada).send("get", f"audit/{rows[0]['uid']}"), 404)


def test_jobs_are_ones_own(ada, ben):
    from coordination.lib.models import Job

    job = Job.objects.create(owner=ada, title="Abgleich")

    assert Program(ada).get(f"jobs/{job.uid}").json()["state"] == "queued"
    assert Program(ben).get("jobs").json()["count"] == 0
    is_problem(Program(ben).get(f"jobs/{job.uid}"), 404)
