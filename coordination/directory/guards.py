"""What the database itself refuses in this room."""

# ruff: noqa: S608 -- the sentence is ours, not input

from coordination.lib import guards
from coordination.lib.guards import Guard
from coordination.lib.trigrams import trigrams

_SENTENCE = "the protection of a place is lifted by two people only"

# The flag of a protected place goes down only inside the verb that four eyes have opened.
PROTECTION = Guard(
    "directory_protection_stays",
    "directory_institution",
    sqlite=(
        "CREATE TRIGGER IF NOT EXISTS directory_protection_stays BEFORE UPDATE OF protected_place"
        " ON directory_institution WHEN OLD.protected_place AND NOT NEW.protected_place"
        " AND (SELECT count(*) FROM lib_openguard WHERE name = 'directory_protection_stays') = 0"
        f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END",
    ),
    postgresql=(
        "CREATE OR REPLACE FUNCTION directory_protection_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF (SELECT count(*) FROM lib_openguard WHERE name = 'directory_protection_stays') = 0"
        f" THEN RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        " RETURN NEW; END $$",
        "DROP TRIGGER IF EXISTS directory_protection_stays ON directory_institution",
        "CREATE TRIGGER directory_protection_stays BEFORE UPDATE OF protected_place ON directory_institution"
        " FOR EACH ROW WHEN (OLD.protected_place AND NOT NEW.protected_place)"
        " EXECUTE FUNCTION directory_protection_stays()",
    ),
)

# A wording somebody agreed to stays what it was; a new one follows it.
CONSENTS = guards.append_only("directory_consenttext")

guards.register(PROTECTION)
guards.register(CONSENTS)
for _table in ("directory_institution", "directory_person", "directory_service"):
    guards.register(trigrams(_table, "search_text"))
guards.register(trigrams("directory_contactpoint", "value"))
