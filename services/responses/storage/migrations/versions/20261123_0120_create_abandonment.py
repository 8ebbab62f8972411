"""Create the list of consultations that were given up: nothing more is received for them."""

from alembic import op

from shared.storage.roles import role_of

revision = "20261123_0120"
down_revision = "20261122_2100"

_ABANDONMENT = """
CREATE TABLE abandonment (
    tender_id uuid CONSTRAINT pk_abandonment PRIMARY KEY
);
REVOKE UPDATE, DELETE ON abandonment FROM {role};
"""


def upgrade() -> None:
    """Make the table."""
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_ABANDONMENT.format(role=role_of(schema)))
