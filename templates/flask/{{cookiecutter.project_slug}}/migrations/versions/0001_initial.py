{% from "fields.j2" import migration_type, sql -%}
{% from "kinds/relations.j2" import ondelete -%}
{% set spec = cookiecutter._spec -%}
{% set models = spec.models | sort(attribute="created") -%}
{#- As extensions.py would name it; what PostgreSQL would cut is left to SQLAlchemy. -#}
{% macro name(kind, table, column) -%}
{% set text = kind ~ "_" ~ table ~ "__" ~ column -%}
{% if text | length <= 63 %}op.f("{{ text }}"){% else %}None{% endif %}
{%- endmacro -%}
"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column of exactly this type.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "accounts_user",
        sa.Column("id", Id, primary_key=True),
        sa.Column("username", sa.String(length=150), nullable=False),
        sa.Column("username_key", sa.String(length=450), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=128), nullable=False),
        sa.Column("is_editor", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        {%- if "users" in spec.families %}
        sa.Column("display_name", sa.String(length=150), nullable=False),
        {%- endif %}
        sa.UniqueConstraint("username_key", name=op.f("uq_accounts_user__username_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "accounts_login",
        sa.Column("key", sa.String(length=43), primary_key=True),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"], ondelete="CASCADE", name=op.f("fk_accounts_login__user_id")),
    )
    op.create_index(op.f("ix_accounts_login__user_id"), "accounts_login", ["user_id"])
    {%- for model in models %}
    op.create_table(
        "{{ model.table }}",
        sa.Column("{{ model.key }}", Id, primary_key=True),
        {%- for field in model.fields if field.kind != "refs" %}
        sa.Column("{{ field.column_name }}", {{ migration_type(field, model) }}, nullable={{ "True" if field.null else "False" }}),
        {%- endfor %}
        {%- for field in model.fields if field.kind in ("ref", "one", "user", "owner") %}
        sa.ForeignKeyConstraint(["{{ field.column_name }}"], ["{{ field.target_table }}.{{ field.target_key }}"], ondelete="{{ ondelete(field) }}"{% if field.late %}, use_alter=True{% endif %}, name={{ name("fk", model.table, field.column_name) }}),
        {%- endfor %}
        {%- for field in model.fields if field.unique %}
        sa.UniqueConstraint("{{ field.column_name }}", name={{ name("uq", model.table, field.column_name) }}),
        {%- endfor %}
        {%- for unique in model.unique %}
        sa.UniqueConstraint({% for column in unique.column_names %}"{{ column }}", {% endfor %}name="{{ unique.name }}"),
        {%- endfor %}
        {%- for check in model.checks if check.kind != "choice" %}
        sa.CheckConstraint({{ sql(check.sql) }}, name="{{ check.name }}"),
        {%- endfor %}
        sqlite_autoincrement=True,
    )
    {%- if model.index %}
    op.create_index("{{ model.index.name }}", "{{ model.table }}", [{% for name in model.index.column_names %}"{{ name }}", {% endfor %}"{{ model.key }}"])
    {%- endif %}
    {%- for index in model.indexes %}
    op.create_index("{{ index.name }}", "{{ model.table }}", [{% for column in index.column_names %}"{{ column }}"{{ ", " if not loop.last }}{% endfor %}])
    {%- endfor %}
    {%- for field in model.fields if not field.unique and (field.index or field.kind in ("ref", "user", "owner")) and field.kind != "refs" %}
    op.create_index({{ name("ix", model.table, field.column_name) }}, "{{ model.table }}", ["{{ field.column_name }}"])
    {%- endfor %}
    {%- endfor %}
    {%- for model in models %}
    {%- for field in model.fields if field.kind == "refs" %}
    op.create_table(
        "{{ field.link.name }}",
        sa.Column("{{ field.link.here }}", Id, primary_key=True),
        sa.Column("{{ field.link.there }}", Id, primary_key=True),
        sa.ForeignKeyConstraint(["{{ field.link.here }}"], ["{{ model.table }}.{{ model.key }}"], ondelete="CASCADE", name={{ name("fk", field.link.name, field.link.here) }}),
        sa.ForeignKeyConstraint(["{{ field.link.there }}"], ["{{ field.target_table }}.{{ field.target_key }}"], ondelete="CASCADE", name={{ name("fk", field.link.name, field.link.there) }}),
    )
    op.create_index({{ name("ix", field.link.name, field.link.there) }}, "{{ field.link.name }}", ["{{ field.link.there }}"])
    {%- endfor %}
    {%- endfor %}
    {%- if spec.late_keys %}
    # These point to tables that came later. SQLite, which cannot add a foreign key to a
    # table, took them above.
    if op.get_bind().dialect.name != "sqlite":
        {%- for model in models %}
        {%- for field in model.fields if field.late and field.kind != "refs" %}
        op.create_foreign_key({{ name("fk", model.table, field.column_name) }}, "{{ model.table }}", "{{ field.target_table }}", ["{{ field.column_name }}"], ["{{ field.target_key }}"], ondelete="{{ ondelete(field) }}")
        {%- endfor %}
        {%- endfor %}
    {%- endif %}


def downgrade():
    {%- if spec.late_keys %}
    if op.get_bind().dialect.name != "sqlite":
        {%- for model in models %}
        {%- for field in model.fields if field.late and field.kind != "refs" %}
        op.drop_constraint(op.f("fk_{{ model.table }}__{{ field.column_name }}"), "{{ model.table }}", type_="foreignkey")
        {%- endfor %}
        {%- endfor %}
    {%- endif %}
    {%- for model in models %}
    {%- for field in model.fields if field.kind == "refs" %}
    op.drop_table("{{ field.link.name }}")
    {%- endfor %}
    {%- endfor %}
    {%- for model in models | reverse %}
    op.drop_table("{{ model.table }}")
    {%- endfor %}
    op.drop_table("accounts_login")
    op.drop_table("accounts_user")
