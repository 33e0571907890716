"""Loads the graph in a process of its own, beside the bare driver: ``-m tests.bench.load_child DATABASE NETWORK``.

Prints CPU seconds of both (least of three, in turns) and by how many MB the process grew at most with the first load.
"""

import json
import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings

NODES = (
    "SELECT l.institution_id, l.level, i.type_id, i.part, i.city FROM directory_listing l"
    " JOIN directory_institution i ON i.id = l.institution_id WHERE l.network_id = %d ORDER BY 1"
)
TIES = "SELECT source_id, target_id, kind, level FROM network_relation WHERE network_id = %d"


def grown() -> float:
    """The most memory this process ever had, in MB; getrusage would count what the parent had before it."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def bare(network: int) -> int:
    """Both tables by the driver alone, columns as the arrays need them."""
    from django.db import connection

    connection.ensure_connection()
    count = 0
    for sql in (NODES, TIES):
        cursor = connection.connection.cursor()
        cursor.execute(sql % network)
        count += len(cursor.fetchall())
        cursor.close()
    return count


def main(name: str, network: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")
    settings.DATABASES["default"]["NAME"] = name
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from network import loading

    # On the same machine as its database the process itself does the reading; else the clock on the wall counts.
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    day = timezone.localdate()
    loading.read(0, day)  # whatever is imported and connected once
    before = grown()
    loading.read(network, day)
    grew = grown() - before
    ours = theirs = float("inf")
    for _ in range(3):
        began = clock()
        bare(network)
        theirs = min(theirs, clock() - began)
        began = clock()
        loading.read(network, day)
        ours = min(ours, clock() - began)
    sys.stdout.write(json.dumps({"ours": ours, "theirs": theirs, "mb": grew}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
