"""What a database consists of, as plain lines that two moments can be compared by."""

from script.lib.runtime import Runtime

SCHEMA = {
    "columns": """
        SELECT table_name || '.' || column_name, data_type, is_nullable, coalesce(column_default, '')
          FROM information_schema.columns WHERE table_schema = 'public'
    """,
    "constraints": "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "relations": "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    "functions": "SELECT oid::regprocedure::text, md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "triggers": "SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal",
}
DEFINITIONS = {
    "external ids": "SELECT module || '.' || name, model, res_id, coalesce(noupdate, false) FROM ir_model_data",
    "views": "SELECT id, name, model, inherit_id, priority, active, md5(arch_db::text) FROM ir_ui_view",
    "menus": "SELECT id, parent_path, name::text, action FROM ir_ui_menu",
    "actions": "SELECT id, type, name::text FROM ir_actions",
    "rules": "SELECT id, name, domain_force, active FROM ir_rule",
    "access": "SELECT id, name, model_id, group_id FROM ir_model_access",
    "crons": "SELECT id, cron_name, active, interval_number, interval_type FROM ir_cron",
    "models": "SELECT id, model, name::text FROM ir_model",
    "fields": "SELECT id, model || '.' || name, ttype, store, coalesce(relation, '') FROM ir_model_fields",
    "implied groups": "SELECT gid, hid FROM res_groups_implied_rel",
    "parameters": "SELECT key, value FROM ir_config_parameter WHERE key NOT LIKE 'database.%'",
}
# Odoo writes here whatever happens: jobs asked for, their progress, signals between its processes.
TABLES_OF_EVENTS = ("bus_bus", "ir_cron_progress", "ir_cron_trigger", "ir_logging", "orm_signaling_")

Catalogue = dict[str, set[str]]


def read_schema(runtime: Runtime, database: str) -> Catalogue:
    """Tables, columns, constraints, indexes, functions and triggers."""
    return {name: set(runtime.server.query(query, database)) for name, query in SCHEMA.items()}


def read_definitions(runtime: Runtime, database: str) -> Catalogue:
    """What modules define in the database: views, menus, rules, crons and the like, with their ids."""
    return {name: set(runtime.server.query(query, database)) for name, query in DEFINITIONS.items()}


def read_row_counts(runtime: Runtime, database: str) -> dict[str, int]:
    """How many rows each table has."""
    relations = runtime.server.query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'", database
    )
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in sorted(relations))
    rows = (line.split("|") for line in runtime.server.query(counts, database))
    return {name: int(count) for name, count in rows if not name.startswith(TABLES_OF_EVENTS)}


def describe_differences(before: Catalogue, after: Catalogue) -> list[str]:
    """One line for each difference: "+" for what came, "-" for what went."""
    return [
        f"{sign} {name}: {line}"
        for name in before
        for sign, lines in (("+", after[name] - before[name]), ("-", before[name] - after[name]))
        for line in sorted(lines)
    ]
