"""Make the table of what several processes must share for a minute; it has no model, since Django's cache uses it."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Add `api_shared_for_a_minute`."""

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            sql="""
                CREATE UNLOGGED TABLE api_shared_for_a_minute (
                    cache_key varchar(255) PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamptz NOT NULL
                );
                CREATE INDEX api_shared_expires ON api_shared_for_a_minute (expires)
            """,
            reverse_sql="DROP TABLE api_shared_for_a_minute",
        ),
    ]
