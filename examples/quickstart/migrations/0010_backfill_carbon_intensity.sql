-- In batches by key, each committed: no long transaction, few rows locked at a time, and what is done stays done when
-- it is stopped. COMMIT in a DO block needs to be outside a transaction.
-- migrate:ticket CARBON-120
-- migrate:phase migrate
-- migrate:transaction off
-- migrate:estimate 5s
DO $backfill$
DECLARE
    batch_size CONSTANT int := 250;
    last_id bigint := 0;
    ids bigint[];
BEGIN
    LOOP
        SELECT array_agg(id ORDER BY id) INTO ids
        FROM (SELECT id FROM suppliers WHERE id > last_id ORDER BY id LIMIT batch_size) AS batch;

        EXIT WHEN ids IS NULL;

        UPDATE suppliers AS s
        SET carbon_intensity = e.intensity
        FROM (
            SELECT supplier_id, sum(kg_co2e) / sum(spend_usd) AS intensity
            FROM emissions
            WHERE supplier_id = ANY (ids)
            GROUP BY supplier_id
            HAVING sum(spend_usd) > 0
        ) AS e
        WHERE s.id = e.supplier_id AND s.carbon_intensity IS NULL;

        last_id := ids[cardinality(ids)];
        COMMIT;
    END LOOP;
END
$backfill$;
