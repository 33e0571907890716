"""Run the bench on the database of the settings, in a test database of its own: ``python -m tests.bench [word]``.

A word takes only rows whose title or file holds it; a row that breaks is named and the others go on. With ``--table``
nothing runs: the last results of both databases are printed. Called by script/bench. With BENCH_DB=name the test
database is called so, and several may run beside each other.
"""

import importlib
import json
import os
import sys
import traceback
from pathlib import Path

STATE = Path(__file__).resolve().parents[2] / ".state" / "bench"


def run(words: list[str]) -> None:
    import django
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")
    # A database of its own, so that the suite may run beside it.
    name = os.environ.get("BENCH_DB", "bench")
    own = {"sqlite": str(STATE / f"{name}.sqlite3"), "postgresql": f"test_schutznetz_{name}"}
    settings.DATABASES["default"]["TEST"] = {
        "NAME": own["sqlite" if "sqlite" in _engine(settings) else "postgresql"]
    }
    django.setup()
    from tests.bench import measure

    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"tests.bench.{path.stem}")

    setup_test_environment(debug=False)
    databases = setup_databases(verbosity=0, interactive=False)
    results: list[dict] = []
    broken: list[str] = []
    try:
        for row in measure.ROWS:
            name = f"{row.title} {row.measure.__module__}".casefold()
            if words and not any(word.casefold() in name for word in words):
                continue
            try:
                figures = row.measure()
            except Exception:
                broken.append(row.title)
                traceback.print_exc()
                continue
            results.append({"database": connection.vendor, **measure.result(row, figures)})
            sys.stdout.write(measure.table(results[-1:]).splitlines()[-1] + "\n")
            sys.stdout.flush()
    finally:
        teardown_databases(databases, verbosity=0)
    (STATE / f"{connection.vendor}.json").write_text(json.dumps(results, indent=1))
    if broken:
        raise SystemExit(f"Broken rows: {'; '.join(broken)}")


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
