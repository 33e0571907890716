"""What a web worker holds in memory after a mix of pages: public ones, lists, a record, search, the interface.

As gunicorn runs them with ``--preload``: two processes that come out of one which has loaded everything. Counted is the
proportional set (PSS): what is its own, and its share of what several hold together.
"""

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
import json, os, sys
from coordination.wsgi import application
from django.contrib.auth import get_user_model
from django.test import Client

public, workspace, rounds, pk = json.loads(sys.argv[1])

def held(name='Pss:'):
    line = next(line for line in open('/proc/self/smaps_rollup') if line.startswith(name))
    return int(line.split()[1]) / 1024

def worker(go, out):
    anybody, ada, answers = Client(), Client(), {}
    ada.force_login(get_user_model().objects.get(pk=pk), 'allauth.account.auth_backends.AuthenticationBackend')
    for _ in range(rounds):
        for client, paths in ((anybody, public), (ada, workspace)):
            for path in paths:
                answer = client.get(path, headers={'host': 'testserver'})
                b''.join(answer) if answer.streaming else answer.content
                answers[path] = answer.status_code
    os.write(out, b'.')
    os.read(go, 1)  # both are measured while both stand
    os.write(out, (json.dumps({'held': held(), 'rss': held('Rss:'), 'answers': answers}) + chr(10)).encode())

pipes = []
for _ in range(2):
    (go, went), (back, out) = os.pipe(), os.pipe()
    if os.fork() == 0:
        worker(go, out)
        os.read(go, 1)
        os._exit(0)
    pipes.append((went, back))
for went, back in pipes:
    os.read(back, 1)
found = []
for went, back in pipes:
    os.write(went, b'.')
    found.append(json.loads(os.read(back, 65536)))
for went, back in pipes:
    os.write(went, b'.')
print(json.dumps(max(found, key=lambda each: each['held'])))
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
    note = f"{answered} of {len(found['answers'])} pages × {_ROUNDS}; {found['rss']:.0f} MiB with all that is shared"
    return Figures(found["held"], note=note)
