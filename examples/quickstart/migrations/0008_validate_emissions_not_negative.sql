-- Reads every row under a lock that lets others read and write. A migration of its own, so that the lock of the one
-- before is gone by now.
-- migrate:ticket CARBON-115
-- migrate:estimate 5s
ALTER TABLE emissions VALIDATE CONSTRAINT emissions_kg_co2e_not_negative;
