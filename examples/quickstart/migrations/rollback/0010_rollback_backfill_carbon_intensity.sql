-- migrate:transaction off
DO $clear$
DECLARE
    batch_size CONSTANT int := 250;
    last_id bigint := 0;
    ids bigint[];
BEGIN
    LOOP
        SELECT array_agg(id ORDER BY id) INTO ids
        FROM (SELECT id FROM suppliers WHERE id > last_id ORDER BY id LIMIT batch_size) AS batch;

        EXIT WHEN ids IS NULL;

        UPDATE suppliers SET carbon_intensity = NULL WHERE id = ANY (ids) AND carbon_intensity IS NOT NULL;

        last_id := ids[cardinality(ids)];
        COMMIT;
    END LOOP;
END
$clear$;
