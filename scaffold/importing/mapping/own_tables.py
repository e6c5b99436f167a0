"""Tables that a framework or a tool keeps for itself, and the one of its login users."""

from __future__ import annotations

from scaffold.importing.catalogue import Catalogue, Table, TableId

_DJANGO = "Django's own"
_MIGRATIONS = "it says which migrations have run"
_WHY = {
    **dict.fromkeys(
        [
            *("auth_group", "auth_group_permissions", "auth_permission"),
            *("auth_user_groups", "auth_user_user_permissions"),
            *("django_admin_log", "django_content_type", "django_session"),
            *("django_site", "django_cache", "authtoken_token"),
        ],
        _DJANGO,
    ),
    **dict.fromkeys(
        [
            *("django_migrations", "alembic_version", "schema_migrations"),
            *("ar_internal_metadata", "flyway_schema_history", "_prisma_migrations"),
            *("knex_migrations", "knex_migrations_lock", "goose_db_version"),
            *("__efmigrationshistory", "doctrine_migration_versions", "phinxlog"),
        ],
        _MIGRATIONS,
    ),
    "spatial_ref_sys": "PostGIS's own",
}
_PERMISSIONS = frozenset(["auth_group", "auth_permission"])
_MARKS_OF_USERS = (
    frozenset(["password", "last_login"]),
    frozenset(["username", "password_hash", "is_active"]),
)


def login_users(catalogue: Catalogue) -> TableId | None:
    """The table of those who log in, of a database that Django or a starter made."""
    names = {table.id.name for table in catalogue.tables}
    if not names & {"django_migrations", "alembic_version", "django_content_type"}:
        return None
    found = [
        table.id
        for table in catalogue.tables
        if any(marks <= table.by_name.keys() for marks in _MARKS_OF_USERS)
    ]
    return found[0] if len(found) == 1 else None


def why_left_out(table: Table, users: TableId | None) -> str:
    """Why no model is made of ``table``; nothing where one is."""
    if table.id == users:
        return "the starters have login users of their own, to whom ref(User) refers"
    if why := _WHY.get(table.id.name.lower()):
        return why
    targets = {key.target.name.lower() for key in table.foreign_keys}
    if targets & _PERMISSIONS and len(table.columns) <= 3:
        return _DJANGO
    is_of_starters = users is not None and users.name == "accounts_user"
    if is_of_starters and table.id.name.startswith("accounts_"):
        return "the starters' own accounts"
    if table.whole is not None:
        return f"a partition of {table.whole}, which holds its rows"
    return "" if table.columns else "it has no column"
