-- One of two branches that follow 0011: the team that builds the supplier portal.
-- migrate:revises 0011
-- migrate:label contacts
-- migrate:ticket PORTAL-7
CREATE TABLE supplier_contacts (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    supplier_id bigint NOT NULL REFERENCES suppliers (id) ON DELETE CASCADE,
    name        text NOT NULL,
    email       text NOT NULL,
    phone       text,
    is_primary  boolean NOT NULL DEFAULT false
);

CREATE INDEX supplier_contacts_supplier_id_idx ON supplier_contacts (supplier_id);

CREATE UNIQUE INDEX supplier_contacts_one_primary_idx ON supplier_contacts (supplier_id) WHERE is_primary;
