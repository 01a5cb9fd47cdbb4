-- The index goes with its constraint.
-- migrate:lock-timeout 1s
ALTER TABLE suppliers DROP CONSTRAINT suppliers_email_key;
