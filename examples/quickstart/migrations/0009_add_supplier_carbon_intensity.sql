-- kg CO2e per US dollar spent; the backfill is the next migration.
-- migrate:ticket CARBON-120
-- migrate:phase expand
-- migrate:lock-timeout 1s
ALTER TABLE suppliers ADD COLUMN carbon_intensity numeric(12, 6);
