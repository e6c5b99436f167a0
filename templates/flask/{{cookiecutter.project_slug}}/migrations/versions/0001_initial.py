{% from "fields.j2" import link_here, link_table, link_there, migration_type, ondelete, sql -%}
{% set spec = cookiecutter._spec -%}
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
        sa.Column("password_hash", sa.String(length=128), nullable=False),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("username"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "accounts_login",
        sa.Column("key", sa.String(length=43), primary_key=True),
        sa.Column("user_id", Id, nullable=False, index=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_user.id"], ondelete="CASCADE"),
    )
    {%- for model in spec.models %}
    op.create_table(
        "{{ model.snake }}",
        sa.Column("id", Id, primary_key=True),
        {%- for field in model.fields if field.kind != "refs" %}
        sa.Column("{{ field.column }}", {{ migration_type(field) }}, nullable={{ "True" if field.null else "False" }}),
        {%- endfor %}
        {%- for field in model.fields if field.kind in ("ref", "one") %}
        sa.ForeignKeyConstraint(["{{ field.column }}"], ["{{ field.target_snake }}.id"], ondelete="{{ ondelete(field) }}"{% if field.late %}, use_alter=True{% endif %}),
        {%- endfor %}
        {%- for field in model.fields if field.unique %}
        sa.UniqueConstraint("{{ field.column }}"),
        {%- endfor %}
        {%- for unique in model.unique %}
        sa.UniqueConstraint({% for column in unique.columns %}"{{ column }}", {% endfor %}name="{{ unique.name }}"),
        {%- endfor %}
        {%- for check in model.checks %}
        sa.CheckConstraint({{ sql(check.sql) }}, name="{{ check.name }}"),
        {%- endfor %}
        sqlite_autoincrement=True,
    )
    {%- if model.index %}
    op.create_index("{{ model.index.name }}", "{{ model.snake }}", [{% for name in model.index.fields %}"{{ name }}", {% endfor %}"id"])
    {%- endif %}
    {%- for field in model.fields if not field.unique and (field.index or field.kind == "ref") and field.kind != "refs" %}
    op.create_index(None, "{{ model.snake }}", ["{{ field.column }}"])
    {%- endfor %}
    {%- endfor %}
    {%- for model in spec.models %}
    {%- for field in model.fields if field.kind == "refs" %}
    op.create_table(
        "{{ link_table(model, field) }}",
        sa.Column("{{ link_here(model, field) }}", Id, primary_key=True),
        sa.Column("{{ link_there(model, field) }}", Id, primary_key=True, index=True),
        sa.ForeignKeyConstraint(["{{ link_here(model, field) }}"], ["{{ model.snake }}.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["{{ link_there(model, field) }}"], ["{{ field.target_snake }}.id"], ondelete="CASCADE"),
    )
    {%- endfor %}
    {%- endfor %}
    {%- if spec.late_keys %}
    # These point to tables that came later. SQLite, which cannot add a foreign key to a
    # table, took them above.
    if op.get_bind().dialect.name != "sqlite":
        {%- for model in spec.models %}
        {%- for field in model.fields if field.late and field.kind != "refs" %}
        op.create_foreign_key(None, "{{ model.snake }}", "{{ field.target_snake }}", ["{{ field.column }}"], ["id"], ondelete="{{ ondelete(field) }}")
        {%- endfor %}
        {%- endfor %}
    {%- endif %}


def downgrade():
    {%- if spec.late_keys %}
    if op.get_bind().dialect.name != "sqlite":
        {%- for model in spec.models %}
        {%- for field in model.fields if field.late and field.kind != "refs" %}
        op.drop_constraint(op.f("fk_{{ model.snake }}__{{ field.column }}"), "{{ model.snake }}", type_="foreignkey")
        {%- endfor %}
        {%- endfor %}
    {%- endif %}
    {%- for model in spec.models %}
    {%- for field in model.fields if field.kind == "refs" %}
    op.drop_table("{{ link_table(model, field) }}")
    {%- endfor %}
    {%- endfor %}
    {%- for model in spec.models | reverse %}
    op.drop_table("{{ model.snake }}")
    {%- endfor %}
    op.drop_table("accounts_login")
    op.drop_table("accounts_user")
