-- SET NOT NULL alone reads the whole table under an ACCESS EXCLUSIVE lock. A validated CHECK proves the same with
-- reads and writes going on, and SET NOT NULL then trusts it.
ALTER TABLE {{table|qualified}} ADD CONSTRAINT {{check}} CHECK ({{checked}} IS NOT NULL) NOT VALID;

ALTER TABLE {{table|qualified}} VALIDATE CONSTRAINT {{check}};

ALTER TABLE {{table|qualified}} ALTER COLUMN {{checked}} SET NOT NULL;

ALTER TABLE {{table|qualified}} DROP CONSTRAINT {{check}};
