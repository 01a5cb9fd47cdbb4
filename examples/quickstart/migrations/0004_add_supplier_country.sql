-- Nullable and without a default: no row is touched, so the lock is held for a moment only.
-- migrate:ticket CARBON-108
-- migrate:phase expand
-- migrate:lock-timeout 1s
ALTER TABLE suppliers ADD COLUMN country char(2);
