-- Built beside the traffic. PostgreSQL refuses CONCURRENTLY in a transaction: this file runs statement by statement,
-- with a journal, without being told to.
-- migrate:ticket CARBON-110
-- migrate:estimate 5s
CREATE INDEX CONCURRENTLY emissions_supplier_id_reported_on_idx ON emissions (supplier_id, reported_on);
