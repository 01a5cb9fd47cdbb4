-- A constant default is stored once, not written to every row (PostgreSQL 11 and later).
-- migrate:ticket CARBON-112
-- migrate:phase expand
-- migrate:lock-timeout 1s
CREATE TYPE supplier_status AS ENUM ('pending', 'active', 'suspended', 'inactive');

ALTER TABLE suppliers ADD COLUMN status supplier_status NOT NULL DEFAULT 'active';
