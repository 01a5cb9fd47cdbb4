-- migrate:lock-timeout 1s
ALTER TABLE suppliers DROP COLUMN carbon_intensity;
