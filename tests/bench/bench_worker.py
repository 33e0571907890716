"""What a web worker holds in memory after a mix of pages: public ones, lists, a record, search, the interface."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from coordination.accounts.models import NetworkHost
from tests.bench.bench_lists import large
from tests.bench.measure import Figures, bench

_ROOT = Path(__file__).resolve().parents[2]
_ROUNDS = 5
_PUBLIC = [
    "/",
    "/akteure/",
    "/akteure/?q=beratung",
    "/wer-hilft/",
    "/mitteilungswege/",
    "/veranstaltungen/",
    "/en/",
]
_WORKSPACE = [
    "/arbeit/",
    "/arbeit/akteure/",
    "/arbeit/akteure/?q=schule",
    "/arbeit/suche/?q=hebamme",
    "/arbeit/personen/",
    "/arbeit/netz/anliegen/",
    "/arbeit/netz/abdeckung/",
    "/arbeit/profil/",
    "/api/v1/institutions?page_size=200",
]
_CHILD = """
import json, sys
from coordination.wsgi import application
from django.contrib.auth import get_user_model
from django.test import Client

def held():
    line = next(line for line in open('/proc/self/status') if line.startswith('VmRSS'))
    return int(line.split()[1]) / 1024

public, workspace, rounds, pk = json.loads(sys.argv[1])
anybody, ada, answers = Client(), Client(), {}
ada.force_login(get_user_model().objects.get(pk=pk), 'allauth.account.auth_backends.AuthenticationBackend')
at_first = held()
for _ in range(rounds):
    for client, paths in ((anybody, public), (ada, workspace)):
        for path in paths:
            answer = client.get(path, headers={'host': 'testserver'})
            b''.join(answer) if answer.streaming else answer.content
            answers[path] = answer.status_code
print(json.dumps({'held': held(), 'at_first': at_first, 'answers': answers}))
"""


def _address() -> str:
    """The database of this run, as a variable: the worker is a process of its own."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    who = f"{quote(used['USER'])}:{quote(used['PASSWORD'] or '')}@{used['HOST'] or '127.0.0.1'}"
    return f"postgres://{who}:{used['PORT'] or 5432}/{used['NAME']}"


@bench("memory of a web worker after a mix of pages", unit="MiB", goal=150)
def worker_memory() -> Figures:
    network, ada, _mira = large()
    NetworkHost.objects.update_or_create(host="testserver", defaults={"network": network})
    asked = json.dumps([_PUBLIC, _WORKSPACE, _ROUNDS, ada.pk])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "coordination.settings",
        "DATABASE_URL": _address(),
        "ALLOWED_HOSTS": "testserver",
    }
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, asked],
        capture_output=True,
        check=True,
        cwd=_ROOT,
        env=environment,
        text=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    answered = sum(status == 200 for status in found["answers"].values())
    note = f"{answered} of {len(found['answers'])} pages × {_ROUNDS}; {found['at_first']:.0f} MiB before the first"
    return Figures(found["held"], note=note)
