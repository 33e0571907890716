"""Nobody stands twice for one institution on one day: the same person, network, institution, overlapping terms."""

# ruff: noqa: S608 -- the sentences are ours, not input

from coordination.lib import guards
from coordination.lib.guards import Guard

NAME = "network_terms_do_not_overlap"
SENTENCE = "terms of the same person and institution overlap"


def _counts(row: str) -> str:
    """A proposal, or one withdrawn before it began, is no term yet."""
    return f"({row}.state <> 'proposed' AND ({row}.state <> 'ended' OR {row}.activated_at IS NOT NULL))"


def _overlaps(one: str, other: str) -> str:
    return (
        f"{other}.id <> {one}.id AND {other}.person_id = {one}.person_id AND {other}.network_id = {one}.network_id"
        f" AND {_counts(one)} AND {_counts(other)}"
        f" AND {other}.valid_from <= {one}.valid_until AND {one}.valid_from <= {other}.valid_until"
    )


_OF_ROW = (
    "SELECT 1 FROM network_appointment one JOIN network_appointmentinstitution oi"
    " ON oi.institution_id = NEW.institution_id JOIN network_appointment other ON other.id = oi.appointment_id"
    f" WHERE one.id = NEW.appointment_id AND {_overlaps('one', 'other')}"
)
_OF_TERM = (
    "SELECT 1 FROM network_appointmentinstitution mine JOIN network_appointmentinstitution oi"
    " ON oi.institution_id = mine.institution_id JOIN network_appointment other ON other.id = oi.appointment_id"
    f" WHERE mine.appointment_id = NEW.id AND {_overlaps('NEW', 'other')}"
)


def _sqlite(name: str, event: str, table: str, found: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} WHEN EXISTS ({found})"
        f" BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )


def _postgresql(name: str, events: str, table: str, person: str, found: str) -> tuple[str, ...]:
    """Writers of one person's terms wait for one another: neither sees what the other has not committed."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" PERFORM pg_advisory_xact_lock(hashtext('{NAME}'), ({person})::int);"
        f" IF EXISTS ({found}) THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'exclusion_violation'; END IF;"
        " RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


_TERM, _ROW = "network_appointment", "network_appointmentinstitution"
_COLUMNS = "state, valid_from, valid_until, person_id"

OVERLAP = Guard(
    NAME,
    _TERM,
    sqlite=(
        _sqlite(f"{NAME}_u", f"UPDATE OF {_COLUMNS}", _TERM, _OF_TERM),
        _sqlite(f"{NAME}_ri", "INSERT", _ROW, _OF_ROW),
        _sqlite(f"{NAME}_ru", "UPDATE OF appointment_id, institution_id", _ROW, _OF_ROW),
    ),
    postgresql=(
        *_postgresql(f"{NAME}_u", f"UPDATE OF {_COLUMNS}", _TERM, "NEW.person_id", _OF_TERM),
        *_postgresql(
            f"{NAME}_r",
            "INSERT OR UPDATE OF appointment_id, institution_id",
            _ROW,
            "SELECT person_id FROM network_appointment WHERE id = NEW.appointment_id",
            _OF_ROW,
        ),
    ),
)

guards.register(OVERLAP)
