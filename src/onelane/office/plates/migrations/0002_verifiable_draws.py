import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Draws of before cannot be verified and only the demonstration has any; what they hold returns at its minute.
FILL = """
DELETE FROM plates_draw;
UPDATE plates_segment s SET pool = n.pool FROM plates_number n
WHERE s.state = 'released' AND n.segment_id = s.id
  AND n.category = s.category AND n.plate = s.prefix || s.first;
"""
APPEND_ONLY = """
CREATE FUNCTION plates_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was published or drawn stays' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON plates_publication
  FOR EACH ROW EXECUTE FUNCTION plates_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON plates_draw
  FOR EACH ROW EXECUTE FUNCTION plates_append_only();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON plates_publication
  FOR EACH STATEMENT EXECUTE FUNCTION plates_append_only();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON plates_draw
  FOR EACH STATEMENT EXECUTE FUNCTION plates_append_only();
"""
UNDO = """
DROP TRIGGER append_only_table ON plates_draw;
DROP TRIGGER append_only_table ON plates_publication;
DROP TRIGGER append_only ON plates_draw;
DROP TRIGGER append_only ON plates_publication;
DROP FUNCTION plates_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("plates", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="number", name="free_numbers"),
        migrations.RemoveField(model_name="number", name="shuffle"),
        migrations.AddField("number", "claim", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddField("segment", "pool", models.CharField(blank=True, default="", max_length=8), preserve_default=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pool", models.CharField(max_length=8)),
                ("number", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("opens_at", models.DateTimeField()),
                ("draw_key", models.CharField(max_length=64)),
                ("body", models.JSONField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("account", models.BinaryField()),
                ("key_id", models.CharField(max_length=16)),
                ("signature", models.CharField(max_length=128)),
                ("office", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="offices.office")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("office", "pool", "number"), name="one_publication_a_number"),
                    models.CheckConstraint(condition=models.Q(("opens_at__gte", models.F("at"))), name="a_publication_comes_before_its_opening"),
                ],
            },
        ),
        migrations.RemoveField(model_name="draw", name="pool"),
        migrations.RemoveField(model_name="draw", name="start"),
        migrations.AddField("draw", "publication", models.ForeignKey(default=0, on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="plates.publication"), preserve_default=False),
        migrations.AddField("draw", "plates", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None), preserve_default=False),
        migrations.AddField("draw", "body", models.JSONField(default=dict), preserve_default=False),
        migrations.AddField("draw", "claim", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.AddField("draw", "link", models.CharField(default="", max_length=32, unique=True), preserve_default=False),
        migrations.AddField("draw", "key_id", models.CharField(default="", max_length=16), preserve_default=False),
        migrations.AddField("draw", "signature", models.CharField(default="", max_length=128), preserve_default=False),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
