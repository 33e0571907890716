"""Two of each on one database, and one of each killed: nothing is lost, nothing is done twice, visitors notice nothing.

Run by ``script/two-workers``. The only thing made quicker than in life is the sweep: a dead worker is buried after
three seconds instead of a minute.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- needs the settings
from django.db import connection  # noqa: E402

from coordination.lib import limits, workers  # noqa: E402
from coordination.lib.models import Erasure, QueuedTask, WorkerSign  # noqa: E402
from tests.bench.two_workers_task import KIND, note  # noqa: E402

TASKS = 300
LOAD_SECONDS = 12
BIN = f"{settings.BASE_DIR}/.venv/bin"
PAGES = ("/", "/konto/anmelden/", "/daten/quellen/", "/gesund/live")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, cwd=settings.BASE_DIR, start_new_session=True)


def end(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    try:
        os.killpg(process.pid, number)
        process.wait(10)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass


def end_all(processes: list[subprocess.Popen[bytes]]) -> None:
    """All are told before anybody is waited for; who is not gone by then is killed: nothing outlives the trial."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    border = time.monotonic() + 10
    for process in processes:
        try:
            process.wait(max(0, border - time.monotonic()))
        except subprocess.TimeoutExpired:
            end(process, signal.SIGKILL)


def start_worker(name: str) -> subprocess.Popen[bytes]:
    return start(f"{BIN}/python", "manage.py", "work", "--beat", "0.5", "--worker-id", name)


def kill_at_work(hands: list[subprocess.Popen[bytes]]) -> tuple[int, int]:
    """Kill the worker that falls while it has a task in hand; a kill between two tasks proves nothing: once more."""
    for kills in range(1, 5):
        name = hands[-1].args[-1]  # type: ignore[index]
        wait_for(lambda name=name: name in [row.worker_id for row in QueuedTask.objects.at_work()], 20)
        os.killpg(hands[-1].pid, signal.SIGKILL)
        hands[-1].wait()
        if any(row.worker_id == name for row in QueuedTask.objects.at_work()):
            return kills, 1
        hands.append(start_worker(f"falls-{kills}"))
    return 4, 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def ask(port: int, path: str) -> int:
    """Return the status; 0 if nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def balanced(ports: list[int], turn: int, path: str) -> int:
    """Ask the next server, and the other one if nobody answers there: what a load balancer does."""
    return ask(ports[turn % 2], path) or ask(ports[(turn + 1) % 2], path)


def wait_for(what: Any, seconds: float) -> bool:
    border = time.monotonic() + seconds
    while time.monotonic() < border:
        if what():
            return True
        time.sleep(0.01)
    return False


def visit(ports: list[int], over: threading.Event, statuses: Counter[int], times: list[float]) -> None:
    turn = 0
    while not over.is_set():
        began = time.monotonic()
        statuses[balanced(ports, turn, PAGES[turn % len(PAGES)])] += 1
        times.append(time.monotonic() - began)
        turn += 1
        over.wait(0.05)


def limit_is_shared(ports: list[int]) -> tuple[int, int]:
    """Ask one limited page by turns at both; return how many were let through and how many refused."""
    rate, _writing = limits.parsed(settings.LIMITS["places:postcode-options"])
    while rate.seconds - time.time() % rate.seconds < 20:  # not across the border of a window
        time.sleep(1)
    statuses = Counter(ask(ports[turn % 2], "/orte/plz/?plz=1") for turn in range(rate.most + 30))
    return sum(number for status, number in statuses.items() if status != 429), statuses[429]


def main() -> int:
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(1)
    )  # who ends the trial too early ends what it began, too
    ports = [free_port(), free_port()]
    webs = [
        start(
            f"{BIN}/gunicorn",
            "coordination.wsgi:application",
            f"--bind=127.0.0.1:{port}",
            "--workers=1",
            "--threads=4",
        )
        for port in ports
    ]
    hands = [start_worker("stays"), start_worker("falls")]
    over, statuses, times = threading.Event(), Counter[int](), []
    try:
        if not wait_for(lambda: all(ask(port, "/gesund/live") == 200 for port in ports), 40):
            say("The web servers did not start.")
            return 1
        wait_for(lambda: WorkerSign.objects.count() == 2, 30)
        Erasure.objects.filter(kind=KIND).delete()
        QueuedTask.objects.all().delete()
        for number in range(TASKS):
            note.enqueue(number)
        visitors = [threading.Thread(target=visit, args=(ports, over, statuses, times)) for _ in range(3)]
        for visitor in visitors:
            visitor.start()
        time.sleep(LOAD_SECONDS / 3)

        at_kill = Erasure.objects.filter(kind=KIND).count()
        end(webs[0], signal.SIGKILL)
        kills, inside = kill_at_work(hands)
        workers.LEASE, workers.LOOK = timedelta(seconds=3), timedelta(seconds=1)
        done = wait_for(
            lambda: workers.sweep() is not None and Erasure.objects.filter(kind=KIND).count() == TASKS, 45
        )
        time.sleep(max(0, LOAD_SECONDS / 3))
        over.set()
        for visitor in visitors:
            visitor.join()
        webs[0] = start(*webs[0].args)  # type: ignore[misc]
        wait_for(lambda: ask(ports[0], "/gesund/live") == 200, 30)
        through, refused = limit_is_shared(ports)
        return report(done, at_kill, (kills, inside), statuses, sorted(times), through, refused)
    finally:
        over.set()
        end_all([*webs, *hands])
        connection.close()


def report(
    done: bool, at_kill: int, kills: tuple[int, int], statuses: Counter[int], times: list[float], *limit: int
) -> int:
    tries = Counter(len(row.worker_ids) for row in QueuedTask.objects.filter(task_path=note.module_path))
    by_worker = Counter(
        row.worker_ids[-1] for row in QueuedTask.objects.filter(task_path=note.module_path) if row.worker_ids
    )
    rows = Erasure.objects.filter(kind=KIND).count()
    failed = sum(number for status, number in statuses.items() if status != 200)
    most = limits.parsed(settings.LIMITS["places:postcode-options"])[0].most
    say(
        f"Tasks: {rows} of {TASKS} done, each leaves one row; {at_kill} when the killing began; tries {dict(tries)}"
    )
    say(f"Task workers killed: {kills[0]}, {kills[1]} of them with a task in hand")
    say(f"Shared out: {sorted(by_worker.values(), reverse=True)} per worker")
    say(f"Visits: {sum(statuses.values())}, not answered well: {failed}; median {times[len(times) // 2] * 1000:.0f} ms,"
          f" slowest {times[-1] * 1000:.0f} ms")  # fmt: skip
    say(f"Limit of {most}: {limit[0]} let through, {limit[1]} refused, by two servers together")
    good = done and kills[1] > 0 and rows == TASKS and not failed and limit[0] == most and len(by_worker) >= 2
    say("All well." if good else "NOT well.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
