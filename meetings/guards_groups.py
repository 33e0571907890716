"""What the database itself refuses of groups: two people on one seat, two chairs, changed minutes.

PostgreSQL holds the spans apart by an exclusion constraint, also against two transactions at once; on SQLite, where one
writes at a time, a trigger looks.
"""

# ruff: noqa: S608 -- the sentences are ours, not input

from __future__ import annotations

from coordination.lib import guards
from coordination.lib.guards import Guard

_TERMS = "meetings_seatterm"
_MINUTES = "meetings_minutes"


def _apart(name: str, same: str, among: str, sentence: str, postgres: str, where: str) -> Guard:
    """No two terms with the ``same`` key on one day; ``among`` says which rows count."""
    overlap = (
        f"SELECT 1 FROM {_TERMS} t WHERE {same} AND {among.format(row='t')} AND t.id <> NEW.id"
        " AND t.valid_from <= coalesce(NEW.valid_until, '9999-12-31')"
        " AND NEW.valid_from <= coalesce(t.valid_until, '9999-12-31')"
    )
    return Guard(
        name,
        _TERMS,
        sqlite=tuple(
            f"CREATE TRIGGER IF NOT EXISTS {name}_{verb.lower()} BEFORE {verb} ON {_TERMS}"
            f" WHEN {among.format(row='NEW')} AND EXISTS ({overlap}) BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for verb in ("INSERT", "UPDATE")
        ),
        postgresql=(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN"
            f" ALTER TABLE {_TERMS} ADD CONSTRAINT {name} EXCLUDE USING gist ({postgres},"
            f" daterange(valid_from, valid_until, '[]') WITH &&) WHERE ({where}); END IF; END $$",
        ),
    )


ONE_HOLDER = _apart(
    "meetings_one_holder",
    "t.seat_id = NEW.seat_id AND t.is_deputy = NEW.is_deputy",
    "({row}.seat_id = {row}.seat_id)",
    "seat filled already",
    "int8range(seat_id, seat_id, '[]') WITH &&, int4range(is_deputy::int, is_deputy::int, '[]') WITH &&",
    "true",
)
ONE_CHAIR = _apart(
    "meetings_one_chair",
    "t.group_id = NEW.group_id AND t.office = NEW.office",
    "{row}.office IN ('chair', 'deputy_chair')",
    "office filled already",
    "int8range(group_id, group_id, '[]') WITH &&,"
    " int4range((office = 'chair')::int, (office = 'chair')::int, '[]') WITH &&",
    "office IN ('chair', 'deputy_chair')",
)

_APPROVED = (
    "SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id"
    " WHERE i.id = {row}.item_id AND m.minutes_state = 'approved'"
)
_FROZEN = "meetings_minutes_frozen"
_SENTENCE = "approved minutes never change"

FROZEN = Guard(
    _FROZEN,
    _MINUTES,
    sqlite=(
        f"CREATE TRIGGER IF NOT EXISTS {_FROZEN}_update BEFORE UPDATE OF text, item_id ON {_MINUTES}"
        f" WHEN (OLD.text IS NOT NEW.text OR OLD.item_id IS NOT NEW.item_id)"
        f" AND EXISTS ({_APPROVED.format(row='OLD')})"
        f" AND (SELECT count(*) FROM lib_openguard WHERE name = '{_FROZEN}') = 0"
        f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END",
        f"CREATE TRIGGER IF NOT EXISTS {_FROZEN}_insert BEFORE INSERT ON {_MINUTES}"
        f" WHEN EXISTS ({_APPROVED.format(row='NEW')})"
        f" AND (SELECT count(*) FROM lib_openguard WHERE name = '{_FROZEN}') = 0"
        f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END",
        f"CREATE TRIGGER IF NOT EXISTS {_FROZEN}_delete BEFORE DELETE ON {_MINUTES}"
        f" WHEN EXISTS ({_APPROVED.format(row='OLD')})"
        f" AND (SELECT count(*) FROM lib_openguard WHERE name = '{_FROZEN}') = 0"
        f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END",
    ),
    postgresql=(
        f"CREATE OR REPLACE FUNCTION {_FROZEN}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF (SELECT count(*) FROM lib_openguard WHERE name = '{_FROZEN}') > 0 THEN"
        f" IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF;"
        f" IF TG_OP = 'INSERT' THEN"
        f" IF EXISTS ({_APPROVED.format(row='NEW')}) THEN"
        f" RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW;"
        f" END IF;"
        f" IF EXISTS ({_APPROVED.format(row='OLD')}) THEN"
        f" IF TG_OP = 'DELETE' OR OLD.text IS DISTINCT FROM NEW.text OR OLD.item_id <> NEW.item_id THEN"
        f" RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF;"
        f" IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {_FROZEN} ON {_MINUTES}",
        f"CREATE TRIGGER {_FROZEN} BEFORE INSERT OR UPDATE OR DELETE ON {_MINUTES}"
        f" FOR EACH ROW EXECUTE FUNCTION {_FROZEN}()",
    ),
)

for _guard in (ONE_HOLDER, ONE_CHAIR, FROZEN):
    guards.register(_guard)
