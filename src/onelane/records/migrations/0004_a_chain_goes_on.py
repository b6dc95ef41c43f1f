"""A note goes on with its chain first and begins one where there is none: nearly every chain is there already."""

from django.db import migrations

GOES_ON = """
CREATE OR REPLACE FUNCTION records_note(
  note_chain text, note_office text, note_at timestamptz, note_actor text, note_deed text, note_body text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  words bytea := convert_to(note_body, 'UTF8');
  link records_chain;
  entry bigint;
BEGIN
  UPDATE records_chain SET length = length + 1, previous = head, head = sha256(head || words)
  WHERE name = note_chain RETURNING * INTO link;
  IF NOT FOUND THEN
    INSERT INTO records_chain AS chain (name, length, previous, head) VALUES (note_chain, 1, ''::bytea, sha256(words))
    ON CONFLICT (name) DO UPDATE
      SET length = chain.length + 1, previous = chain.head, head = sha256(chain.head || words)
    RETURNING * INTO link;
  END IF;
  INSERT INTO records_entry (chain, seq, office, at, actor, deed, body, previous, hash)
  VALUES (note_chain, link.length, note_office, note_at, note_actor, note_deed, note_body, link.previous, link.head)
  RETURNING id INTO entry;
  RETURN entry;
END
$$;
ALTER TABLE records_chain SET (fillfactor = 70);
"""
BEGINS = """
ALTER TABLE records_chain RESET (fillfactor);
CREATE OR REPLACE FUNCTION records_note(
  note_chain text, note_office text, note_at timestamptz, note_actor text, note_deed text, note_body text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  link records_chain;
  entry bigint;
BEGIN
  INSERT INTO records_chain AS chain (name, length, previous, head)
  VALUES (note_chain, 1, ''::bytea, sha256(convert_to(note_body, 'UTF8')))
  ON CONFLICT (name) DO UPDATE
    SET length = chain.length + 1, previous = chain.head,
        head = sha256(chain.head || convert_to(note_body, 'UTF8'))
  RETURNING * INTO link;
  INSERT INTO records_entry (chain, seq, office, at, actor, deed, body, previous, hash)
  VALUES (note_chain, link.length, note_office, note_at, note_actor, note_deed, note_body, link.previous, link.head)
  RETURNING id INTO entry;
  RETURN entry;
END
$$
"""


class Migration(migrations.Migration):
    """What the function returns and keeps stays the same."""

    dependencies = [("records", "0003_append_only")]

    operations = [migrations.RunSQL(GOES_ON, BEGINS)]
