"""Never overbooked, never in two workshops at once: held by the database, also against raw SQL.

- No place number above the capacity of event or workshop; no capacity below a number that is given.
- A booking carries the times of its session; when the session moves, its bookings move.
- The bookings of one registration do not overlap: an exclusion constraint on PostgreSQL, triggers on SQLite. A place
  that is only offered may lie beside one that is given.

On PostgreSQL the reading side takes FOR SHARE on the event's or session's row: somebody who lowers the capacity at the
same moment waits, or is waited for. docs/adr/0029-numbered-places.md
"""

# ruff: noqa: S608 -- names of tables and sentences are ours, not input

from coordination.lib import guards
from coordination.lib.guards import Guard

_FULL = "no place above the capacity"
_LOWER = "the capacity does not go below places that are given"
_TIMES = "a booking has the times of its session"
_OVERLAP = "two workshops of one person overlap"


def _row_trigger(name: str, table: str, when: str, body: str) -> tuple[str, ...]:
    """PostgreSQL: a function and a trigger that calls it for each row."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def _refuse(sentence: str) -> str:
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'"


_CAPACITY = "CASE WHEN NEW.mode = 'online' THEN capacity_online ELSE capacity END"

EVENT_PLACES = Guard(
    "meetings_event_places",
    "meetings_registration",
    sqlite=tuple(
        f"CREATE TRIGGER IF NOT EXISTS meetings_event_places_{verb} BEFORE {when} ON meetings_registration"
        f" WHEN NEW.place_no > (SELECT {_CAPACITY} FROM meetings_event WHERE id = NEW.event_id)"
        f" BEGIN SELECT RAISE(ABORT, '{_FULL}'); END"
        for verb, when in (("insert", "INSERT"), ("update", "UPDATE OF place_no, mode, event_id"))
    ),
    postgresql=_row_trigger(
        "meetings_event_places",
        "meetings_registration",
        "BEFORE INSERT OR UPDATE OF place_no, mode, event_id",
        f"DECLARE most integer; BEGIN IF NEW.place_no IS NULL THEN RETURN NEW; END IF;"
        f" SELECT {_CAPACITY} INTO most FROM meetings_event WHERE id = NEW.event_id FOR SHARE;"
        f" IF NEW.place_no > most THEN {_refuse(_FULL)}; END IF; RETURN NEW; END",
    ),
)

_GIVEN_ON_SITE = (
    "(SELECT max(place_no) FROM meetings_registration WHERE event_id = NEW.id AND mode <> 'online')"
)
_GIVEN_ONLINE = (
    "(SELECT max(place_no) FROM meetings_registration WHERE event_id = NEW.id AND mode = 'online')"
)

EVENT_CAPACITY = Guard(
    "meetings_event_capacity",
    "meetings_event",
    sqlite=(
        "CREATE TRIGGER IF NOT EXISTS meetings_event_capacity BEFORE UPDATE OF capacity, capacity_online"
        f" ON meetings_event WHEN NEW.capacity < {_GIVEN_ON_SITE} OR NEW.capacity_online < {_GIVEN_ONLINE}"
        f" BEGIN SELECT RAISE(ABORT, '{_LOWER}'); END",
    ),
    postgresql=_row_trigger(
        "meetings_event_capacity",
        "meetings_event",
        "BEFORE UPDATE OF capacity, capacity_online",
        f"BEGIN IF NEW.capacity < {_GIVEN_ON_SITE} OR NEW.capacity_online < {_GIVEN_ONLINE}"
        f" THEN {_refuse(_LOWER)}; END IF; RETURN NEW; END",
    ),
)

BOOKING_PLACES = Guard(
    "meetings_booking_places",
    "meetings_booking",
    sqlite=tuple(
        f"CREATE TRIGGER IF NOT EXISTS meetings_booking_places_{verb} BEFORE {when} ON meetings_booking"
        " WHEN NEW.place_no > (SELECT capacity FROM meetings_session WHERE id = NEW.session_id)"
        f" BEGIN SELECT RAISE(ABORT, '{_FULL}'); END"
        for verb, when in (("insert", "INSERT"), ("update", "UPDATE OF place_no, session_id"))
    ),
    postgresql=_row_trigger(
        "meetings_booking_places",
        "meetings_booking",
        "BEFORE INSERT OR UPDATE OF place_no, session_id",
        "DECLARE most integer; BEGIN"
        " SELECT capacity INTO most FROM meetings_session WHERE id = NEW.session_id FOR SHARE;"
        f" IF NEW.place_no > most THEN {_refuse(_FULL)}; END IF; RETURN NEW; END",
    ),
)

_GIVEN = "(SELECT max(place_no) FROM meetings_booking WHERE session_id = NEW.id)"

SESSION_CAPACITY = Guard(
    "meetings_session_capacity",
    "meetings_session",
    sqlite=(
        "CREATE TRIGGER IF NOT EXISTS meetings_session_capacity BEFORE UPDATE OF capacity ON meetings_session"
        f" WHEN NEW.capacity < {_GIVEN} BEGIN SELECT RAISE(ABORT, '{_LOWER}'); END",
    ),
    postgresql=_row_trigger(
        "meetings_session_capacity",
        "meetings_session",
        "BEFORE UPDATE OF capacity",
        f"BEGIN IF NEW.capacity < {_GIVEN} THEN {_refuse(_LOWER)}; END IF; RETURN NEW; END",
    ),
)

_SAME_TIMES = (
    "(SELECT count(*) FROM meetings_session WHERE id = NEW.session_id"
    " AND starts_at = NEW.starts_at AND ends_at = NEW.ends_at)"
)

BOOKING_TIMES = Guard(
    "meetings_booking_times",
    "meetings_booking",
    sqlite=tuple(
        f"CREATE TRIGGER IF NOT EXISTS meetings_booking_times_{verb} BEFORE {when} ON meetings_booking"
        f" WHEN {_SAME_TIMES} = 0 BEGIN SELECT RAISE(ABORT, '{_TIMES}'); END"
        for verb, when in (("insert", "INSERT"), ("update", "UPDATE OF starts_at, ends_at, session_id"))
    ),
    postgresql=_row_trigger(
        "meetings_booking_times",
        "meetings_booking",
        "BEFORE INSERT OR UPDATE OF starts_at, ends_at, session_id",
        f"BEGIN IF {_SAME_TIMES} = 0 THEN {_refuse(_TIMES)}; END IF; RETURN NEW; END",
    ),
)

_MOVE = (
    "UPDATE meetings_booking SET starts_at = NEW.starts_at, ends_at = NEW.ends_at WHERE session_id = NEW.id"
)

SESSION_MOVES = Guard(
    "meetings_session_moves",
    "meetings_session",
    sqlite=(
        "CREATE TRIGGER IF NOT EXISTS meetings_session_moves AFTER UPDATE OF starts_at, ends_at"
        " ON meetings_session WHEN OLD.starts_at <> NEW.starts_at OR OLD.ends_at <> NEW.ends_at"
        f" BEGIN {_MOVE}; END",
    ),
    postgresql=_row_trigger(
        "meetings_session_moves",
        "meetings_session",
        "AFTER UPDATE OF starts_at, ends_at",
        "BEGIN IF OLD.starts_at <> NEW.starts_at OR OLD.ends_at <> NEW.ends_at THEN"
        f" {_MOVE}; END IF; RETURN NULL; END",
    ),
)

# Integers need an extension beside ranges in one exclusion; a range of one integer needs none.
_EXCLUSION = (
    "EXCLUDE USING gist (int8range(registration_id, registration_id, '[]') WITH &&,"
    " tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (hold_until IS NULL)"
)

NO_OVERLAP = Guard(
    "meetings_booking_no_overlap",
    "meetings_booking",
    sqlite=tuple(
        f"CREATE TRIGGER IF NOT EXISTS meetings_booking_no_overlap_{verb} BEFORE {when} ON meetings_booking"
        " WHEN NEW.hold_until IS NULL AND EXISTS (SELECT 1 FROM meetings_booking AS other"
        " WHERE other.registration_id = NEW.registration_id AND other.hold_until IS NULL"
        " AND other.id IS NOT NEW.id AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at)"
        f" BEGIN SELECT RAISE(ABORT, '{_OVERLAP}'); END"
        for verb, when in (
            ("insert", "INSERT"),
            ("update", "UPDATE OF starts_at, ends_at, registration_id, hold_until"),
        )
    ),
    postgresql=(
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'meetings_booking_no_overlap')"
        f" THEN ALTER TABLE meetings_booking ADD CONSTRAINT meetings_booking_no_overlap {_EXCLUSION};"
        " END IF; END $$",
    ),
)

ALL = (
    EVENT_PLACES,
    EVENT_CAPACITY,
    BOOKING_PLACES,
    SESSION_CAPACITY,
    BOOKING_TIMES,
    SESSION_MOVES,
    NO_OVERLAP,
)

for _guard in ALL:
    guards.register(_guard)
