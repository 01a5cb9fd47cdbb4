-- Only what the seed put in; rows of other suppliers stay.
DELETE FROM emissions
WHERE supplier_id IN (SELECT id FROM suppliers WHERE email LIKE 'esg-%@supplier.example');

DELETE FROM suppliers WHERE email LIKE 'esg-%@supplier.example';
