"""Make the table that counts wrong passwords; it has no model, since one statement is all that touches it."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Add `shared_sign_in_attempt`."""

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            sql="""
                CREATE TABLE shared_sign_in_attempt (
                    name_key text PRIMARY KEY,
                    tries integer NOT NULL CHECK (tries > 0),
                    last_at timestamptz NOT NULL
                )
            """,
            reverse_sql="DROP TABLE shared_sign_in_attempt",
        ),
    ]
