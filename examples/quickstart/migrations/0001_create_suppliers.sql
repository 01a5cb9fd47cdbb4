-- The companies that we buy from.
-- migrate:ticket CARBON-101
CREATE TABLE suppliers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL,
    email      text,
    created_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE suppliers IS 'Companies that goods and services are bought from.';
