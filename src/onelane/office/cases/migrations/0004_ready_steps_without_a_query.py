"""Derive the ready steps by walking the tokens: a query inside the function cost more than all else of a move."""

from django.db import migrations

WALK = """
CREATE OR REPLACE FUNCTION cases_ready_steps(marking text[], taken text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  token text;
  other text;
  step text;
  need int;
  held int;
  ready text[] := '{}';
BEGIN
  FOREACH token IN ARRAY marking LOOP
    step := split_part(token, ':', 1);
    CONTINUE WHEN step = 'end' OR step = ANY(taken) OR step = ANY(ready);
    need := split_part(token, ':', 2)::int;
    IF need > 1 THEN
      held := 0;
      FOREACH other IN ARRAY marking LOOP
        IF starts_with(other, step || ':') THEN
          held := held + 1;
        END IF;
      END LOOP;
      CONTINUE WHEN held < need;
    END IF;
    ready := ready || step;
  END LOOP;
  RETURN ready;
END
$$
"""
QUERY = """
CREATE OR REPLACE FUNCTION cases_ready_steps(marking text[], taken text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(step ORDER BY step), '{}') FROM (
    SELECT split_part(token, ':', 1) AS step FROM unnest(marking) AS token
    GROUP BY split_part(token, ':', 1), split_part(token, ':', 2)
    HAVING count(*) = split_part(token, ':', 2)::int AND split_part(token, ':', 1) <> 'end'
  ) AS open WHERE NOT step = ANY(taken)
$$
"""


class Migration(migrations.Migration):
    """Replace the body of the function; what it returns stays the same, in the order of the tokens."""

    dependencies = [("cases", "0003_hot_rows_carry_few_indexes")]

    operations = [migrations.RunSQL(WALK, QUERY)]
