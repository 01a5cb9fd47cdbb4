-- migrate:lock-timeout 1s
ALTER TABLE emissions DROP CONSTRAINT emissions_kg_co2e_not_negative;
