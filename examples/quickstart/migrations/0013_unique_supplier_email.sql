-- The other branch. A unique constraint without a long lock: first its index, beside the traffic, then the constraint
-- over that index, in a moment.
-- migrate:revises 0011
-- migrate:label emails
-- migrate:ticket CARBON-130
-- migrate:requires NOT EXISTS (SELECT FROM suppliers WHERE email IS NOT NULL GROUP BY email HAVING count(*) > 1)
CREATE UNIQUE INDEX CONCURRENTLY suppliers_email_key ON suppliers (email);

ALTER TABLE suppliers ADD CONSTRAINT suppliers_email_key UNIQUE USING INDEX suppliers_email_key;
