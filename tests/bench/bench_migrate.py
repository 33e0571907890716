"""An empty database takes all migrations, as at each installation: a process of its own, its processor time."""

import os
import resource
import subprocess
import sys

from django.conf import settings
from django.db import connection

from tests.bench.measure import Figures, bench


@bench("migrate on an empty SQLite file, CPU", unit="s", against="Python and Django loaded", goal=15)
def migrated() -> Figures:
    if connection.vendor != "sqlite":
        return Figures(0, None, "measured with SQLite: the server's share is not seen from here")
    empty = settings.STATE_DIR / "bench-empty.sqlite3"
    empty.unlink(missing_ok=True)
    surroundings = os.environ | {"DATABASE_URL": f"sqlite:///{empty}"}
    ours = _seconds_of("migrate", "--verbosity=0", surroundings=surroundings)
    empty.unlink(missing_ok=True)
    return Figures(ours, _seconds_of("check", surroundings=surroundings))


def _seconds_of(*words: str, surroundings: dict[str, str]) -> float:
    def used() -> float:
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent.ru_utime + spent.ru_stime

    before = used()
    subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=surroundings,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return used() - before
