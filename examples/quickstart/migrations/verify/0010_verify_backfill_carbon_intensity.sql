-- Whoever has spend has an intensity.
SELECT NOT EXISTS (
    SELECT FROM suppliers AS s
    WHERE s.carbon_intensity IS NULL
      AND (SELECT sum(e.spend_usd) FROM emissions AS e WHERE e.supplier_id = s.id) > 0
);
