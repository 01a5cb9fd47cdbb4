-- There is no "un-validate": the constraint is made anew, not valid, as migration 0007 left it.
-- migrate:lock-timeout 1s
ALTER TABLE emissions DROP CONSTRAINT emissions_kg_co2e_not_negative;

ALTER TABLE emissions ADD CONSTRAINT emissions_kg_co2e_not_negative CHECK (kg_co2e >= 0) NOT VALID;
