-- What each purchase emitted: Scope 3, category 1, as suppliers report it.
-- migrate:ticket CARBON-101
CREATE TABLE emissions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    supplier_id bigint NOT NULL REFERENCES suppliers (id) ON DELETE CASCADE,
    reported_on date NOT NULL,
    kg_co2e     numeric(14, 3) NOT NULL,
    spend_usd   numeric(14, 2) NOT NULL
);
