"""What the database itself refuses in this room: a published version never changes its words."""

# ruff: noqa: S608 -- the sentence is ours, not input

from coordination.lib import guards
from coordination.lib.guards import Guard

_NAME = "pathways_release_frozen"
_SENTENCE = "the content of a published release never changes"

FROZEN = Guard(
    _NAME,
    "pathways_release",
    sqlite=(
        f"CREATE TRIGGER IF NOT EXISTS {_NAME} BEFORE UPDATE OF content, number ON pathways_release"
        " WHEN OLD.state IN ('published', 'retired')"
        " AND (OLD.content IS NOT NEW.content OR OLD.number IS NOT NEW.number)"
        f" AND (SELECT count(*) FROM lib_openguard WHERE name = '{_NAME}') = 0"
        f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END",
    ),
    postgresql=(
        f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF (SELECT count(*) FROM lib_openguard WHERE name = '{_NAME}') = 0"
        f" THEN RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        " RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {_NAME} ON pathways_release",
        f"CREATE TRIGGER {_NAME} BEFORE UPDATE ON pathways_release FOR EACH ROW"
        " WHEN (OLD.state IN ('published', 'retired')"
        " AND (OLD.content IS DISTINCT FROM NEW.content OR OLD.number IS DISTINCT FROM NEW.number))"
        f" EXECUTE FUNCTION {_NAME}()",
    ),
)

guards.register(FROZEN)
