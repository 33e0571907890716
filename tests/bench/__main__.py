"""Run the bench on the database of the settings, in a test database of its own: ``python -m tests.bench [word]``.

A word takes only rows whose title holds it. With ``--table`` nothing runs: the last results of both databases are
printed. Called by script/bench.
"""

import importlib
import json
import os
import sys
from pathlib import Path

STATE = Path(__file__).resolve().parents[2] / ".state" / "bench"


def run(words: list[str]) -> None:
    import django
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")
    # A database of its own, so that the suite may run beside it.
    own = {"sqlite": str(STATE / "bench.sqlite3"), "postgresql": "test_schutznetz_bench"}
    settings.DATABASES["default"]["TEST"] = {
        "NAME": own["sqlite" if "sqlite" in _engine(settings) else "postgresql"]
    }
    django.setup()
    from tests.bench import measure

    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"tests.bench.{path.stem}")

    setup_test_environment(debug=False)
    databases = setup_databases(verbosity=0, interactive=False)
    results = []
    try:
        for row in measure.ROWS:
            if words and not any(word.casefold() in row.title.casefold() for word in words):
                continue
            results.append({"database": connection.vendor, **measure.result(row, row.measure())})
            sys.stdout.write(measure.table(results[-1:]).splitlines()[-1] + "\n")
            sys.stdout.flush()
    finally:
        teardown_databases(databases, verbosity=0)
    (STATE / f"{connection.vendor}.json").write_text(json.dumps(results, indent=1))


def _engine(settings) -> str:
    return settings.DATABASES["default"]["ENGINE"]


def print_table() -> None:
    from tests.bench import measure

    kept = [json.loads(path.read_text()) for path in sorted(STATE.glob("*.json"))]
    results = sorted((each for results in kept for each in results), key=lambda each: each["title"])
    sys.stdout.write(measure.table(results) + "\n")


if __name__ == "__main__":
    STATE.mkdir(parents=True, exist_ok=True)
    if "--table" in sys.argv:
        print_table()
    else:
        run(sys.argv[1:])
