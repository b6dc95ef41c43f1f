-- The plan of calling the next owner: it must read one row through the partial index of the station's queue.
-- psql "$(onelane postgres url)" -f benchmarks/explain-call-next.sql   (rolled back: nobody is called)
BEGIN;
EXPLAIN (ANALYZE, BUFFERS)
SELECT id FROM cases_case
WHERE office_id = 'qingdao' AND 'acceptance' = ANY(ready_steps) AND state = 'open' AND present
ORDER BY rank_at, id LIMIT 1 FOR UPDATE SKIP LOCKED;
ROLLBACK;
