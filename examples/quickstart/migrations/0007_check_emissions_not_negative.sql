-- NOT VALID: new rows are held to it at once, old ones are not read under the lock. The next migration reads them.
-- migrate:ticket CARBON-115
-- migrate:phase expand
-- migrate:lock-timeout 1s
ALTER TABLE emissions ADD CONSTRAINT emissions_kg_co2e_not_negative CHECK (kg_co2e >= 0) NOT VALID;
