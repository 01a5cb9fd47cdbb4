-- migrate:lock-timeout 1s
ALTER TABLE suppliers DROP COLUMN status;

DROP TYPE supplier_status;
