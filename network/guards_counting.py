"""Triggers that count changes of whatever the graph is drawn from (docs/adr/0028-the-graph.md).

A room above that contributes edges registers its tables by ``counts``: then no verb can forget to raise the version.
"""

# ruff: noqa: S608 -- identifiers come from the rooms' own code

from __future__ import annotations

from coordination.lib import guards
from coordination.lib.guards import Guard

_EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}

# The networks a changed row belongs to; {row} is the row, {rows} what stands behind FROM where rows are many.
ITS_NETWORK = "SELECT {row}.network_id AS network_id{rows}"
WHERE_LISTED = "SELECT l.network_id FROM directory_listing l{more} WHERE l.institution_id = {row}.%s"
WHERE_APPOINTED = "SELECT a.network_id FROM network_appointment a{more} WHERE a.%s = {row}.%s"


def counts(table: str, networks: str = ITS_NETWORK) -> Guard:
    """Register and return the guard that counts each change of ``table`` for the networks it belongs to."""
    name = f"network_counts_{table}"
    guard = Guard(name, table, _sqlite(name, table, networks), _postgresql(name, table, networks))
    guards.register(guard)
    return guard


def _sqlite(name: str, table: str, networks: str) -> tuple[str, ...]:
    """One row per network: writers come one after the other there anyhow."""

    def count(side: str) -> str:
        found = networks.format(row=side, rows="", more="")
        return (
            'INSERT INTO network_graphchange (network_id, "transaction", number)'
            f" SELECT DISTINCT network_id, 0, 1 FROM ({found}) WHERE network_id IS NOT NULL"
            ' ON CONFLICT (network_id, "transaction") DO UPDATE SET number = number + 1;'
        )

    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {name}_{event} AFTER {event.upper()} ON {table}"
        f" BEGIN {' '.join(count(side) for side in sides)} END"
        for event, sides in _EVENTS.items()
    )


def _postgresql(name: str, table: str, networks: str) -> tuple[str, ...]:
    """One row per transaction and network, once per statement: nobody waits, and an import of thousands writes one."""
    found = networks.format(row="changed", rows=" FROM changed", more=", changed")
    made = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        ' INSERT INTO network_graphchange (network_id, "transaction", number)'
        f" SELECT DISTINCT network_id, txid_current(), 1 FROM ({found}) AS found WHERE network_id IS NOT NULL"
        ' ON CONFLICT (network_id, "transaction") DO UPDATE SET number = network_graphchange.number + 1;'
        " RETURN NULL; END $$"
    ]
    for event, sides in _EVENTS.items():
        for side in sides:  # an update that moves a row to another network counts for both
            trigger = f"{name}_{event}_{side.lower()}"
            made += [
                f"DROP TRIGGER IF EXISTS {trigger} ON {table}",
                f"CREATE TRIGGER {trigger} AFTER {event.upper()} ON {table}"
                f" REFERENCING {side} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
            ]
    return tuple(made)


for _table in ("network_relation", "directory_listing", "directory_agreement", "directory_affiliation"):
    counts(_table)
counts("network_appointment")
counts("directory_institution", WHERE_LISTED % "id")
counts("directory_youthofficedistrict", WHERE_LISTED % "youth_office_id")
counts("network_appointmentinstitution", WHERE_APPOINTED % ("id", "appointment_id"))
counts("directory_person", WHERE_APPOINTED % ("person_id", "id"))
