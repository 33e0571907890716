"""What the database itself refuses in this room."""

from coordination.lib import guards

AUDIT = guards.append_only("accounts_auditentry")
guards.register(AUDIT)
