SELECT i.indisvalid AND i.indisunique
FROM pg_constraint AS c
JOIN pg_index AS i ON i.indexrelid = c.conindid
WHERE c.conrelid = 'suppliers'::regclass AND c.conname = 'suppliers_email_key';
