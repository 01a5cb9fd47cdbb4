-- Two years of made-up reports, the same on every machine, so that what follows has rows to work on.
-- migrate:ticket CARBON-101
-- migrate:estimate 2s
INSERT INTO suppliers (name, email)
SELECT format('Supplier %s', n), format('esg-%s@supplier.example', n)
FROM generate_series(1, 1200) AS n;

INSERT INTO emissions (supplier_id, reported_on, kg_co2e, spend_usd)
SELECT s.id, month::date, 50 + (s.id * 37 + extract(month FROM month)::int * 91) % 4000, 200 + (s.id * 53) % 9000
FROM suppliers AS s
CROSS JOIN generate_series(date '2024-01-01', date '2025-12-01', interval '1 month') AS month
WHERE s.email LIKE 'esg-%@supplier.example'
  AND s.id % 10 <> 0; -- one supplier in ten has reported nothing
