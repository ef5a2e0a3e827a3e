"""Database triggers that keep the audit trail append-only, whoever asks: ORM, admin or SQL client."""

from django.db import connection

TABLE = "performance_auditentry"
MESSAGE = "the audit trail is append-only"

_SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS audit_no_{verb.lower()} BEFORE {verb} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
    for verb in ("UPDATE", "DELETE")
]
# REPLACE INTO deletes the old row without firing the trigger on DELETE.
_SQLITE.append(
    f"""CREATE TRIGGER IF NOT EXISTS audit_no_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""  # noqa: S608  (names of our own, nobody's input)
)
_POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$""",
    f"""CREATE OR REPLACE TRIGGER audit_no_update_or_delete BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
    f"""CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
]
_DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in ("update", "delete", "replace")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS audit_no_update_or_delete ON {TABLE}",
        f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
    ],
}


def _execute(statements, connection):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(connection=connection):
    """Create the triggers; doing it twice does no harm."""
    statements = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[connection.vendor]
    _execute(statements, connection)


def remove(connection=connection):
    """Drop the triggers: for reversing the migration, and for tests that empty the database."""
    _execute(_DROP[connection.vendor], connection)
