from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from onelane.records.grants import restrict

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON records_checkpoint
  FOR EACH ROW EXECUTE FUNCTION records_append_only();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON records_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION records_append_only();
CREATE INDEX journal_readings ON records_entry ((body::jsonb ->> 'subject')) WHERE deed = 'personal_data.read';
"""
UNDO_TRIGGERS = """
DROP INDEX journal_readings;
DROP TRIGGER append_only_table ON records_checkpoint;
DROP TRIGGER append_only ON records_checkpoint;
"""


def take_back(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        restrict(cursor, "onelane_app")  # config.database.APP_ROLE; the records know no settings


class Migration(migrations.Migration):
    dependencies = [("records", "0002_checkpoints")]

    operations = [
        migrations.RunSQL(TRIGGERS, UNDO_TRIGGERS),
        migrations.RunPython(take_back, migrations.RunPython.noop),
    ]
