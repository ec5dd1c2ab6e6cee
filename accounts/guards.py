"""What the database itself holds the audit trail to, in its own words.

Entries are added at the end, and nothing of them is changed or deleted: not by this program, by a
query in bulk or by hand. Whoever may take a trigger away can do more; then the chain of hashes
tells, and an anchor that is kept elsewhere.
"""

ENTRY, HEAD = "accounts_auditentry", "accounts_audithead"

_SQLITE = {
    "accounts_auditentry_update": """
        BEFORE UPDATE ON accounts_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to');""",
    # REPLACE deletes too, and asks this trigger (PRAGMA recursive_triggers).
    "accounts_auditentry_delete": """
        BEFORE DELETE ON accounts_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to');""",
    "accounts_auditentry_insert": """
        AFTER INSERT ON accounts_auditentry BEGIN
        SELECT RAISE(ABORT, 'an audit entry goes on from the last one')
        WHERE NOT EXISTS (
            SELECT 1 FROM accounts_audithead WHERE number = NEW.number - 1 AND hash = NEW.previous);
        UPDATE accounts_audithead SET number = NEW.number, hash = NEW.hash;""",
    "accounts_audithead_update": """
        BEFORE UPDATE ON accounts_audithead WHEN NOT EXISTS (
            SELECT 1 FROM accounts_auditentry WHERE number = OLD.number + 1
            AND number = NEW.number AND previous = OLD.hash AND hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to');""",
    "accounts_audithead_delete": """
        BEFORE DELETE ON accounts_audithead
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to');""",
}

_POSTGRES = {
    "accounts_audit_kept": "BEGIN RAISE EXCEPTION 'the audit trail is only added to'; END",
    "accounts_audit_appended": """
        BEGIN
            UPDATE accounts_audithead SET number = NEW.number, hash = NEW.hash
            WHERE number = NEW.number - 1 AND hash = NEW.previous;
            IF NOT FOUND THEN RAISE EXCEPTION 'an audit entry goes on from the last one'; END IF;
            RETURN NULL;
        END""",
    "accounts_audit_moved": """
        BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM accounts_auditentry WHERE number = OLD.number + 1
                AND number = NEW.number AND previous = OLD.hash AND hash = NEW.hash
            ) THEN RAISE EXCEPTION 'the audit trail is only added to'; END IF;
            RETURN NEW;
        END""",
}
_POSTGRES_TRIGGERS = (
    ("kept", "BEFORE UPDATE OR DELETE OR TRUNCATE", ENTRY, "STATEMENT", "kept"),
    ("appended", "AFTER INSERT", ENTRY, "ROW", "appended"),
    ("kept", "BEFORE DELETE OR TRUNCATE", HEAD, "STATEMENT", "kept"),
    ("moved", "BEFORE UPDATE", HEAD, "ROW", "moved"),
)

BEGIN_AT_NOTHING = (
    f"INSERT INTO {HEAD} (id, number, hash) SELECT 1, 0, '{'0' * 64}'"  # noqa: S608  no input
    f" WHERE NOT EXISTS (SELECT 1 FROM {HEAD})"
)


def install(vendor: str) -> list[str]:
    """The statements that put the head and the guards in place."""
    if vendor == "sqlite":
        triggers = [f"CREATE TRIGGER {name} {body} END" for name, body in _SQLITE.items()]
        return [BEGIN_AT_NOTHING, *triggers]
    functions = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql"
        for name, body in _POSTGRES.items()
    ]
    triggers = [
        f"CREATE TRIGGER {table}_{name} {when} ON {table}"
        f" FOR EACH {each} EXECUTE FUNCTION accounts_audit_{function}()"
        for name, when, table, each, function in _POSTGRES_TRIGGERS
    ]
    return [BEGIN_AT_NOTHING, *functions, *triggers]


def remove(vendor: str) -> list[str]:
    """The statements that take the guards away: for a migration back, and for tests."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _SQLITE]
    return [
        f"DROP TRIGGER {table}_{name} ON {table}" for name, _, table, _, _ in _POSTGRES_TRIGGERS
    ]
