SELECT count(*) = 1
FROM pg_attribute
WHERE attrelid = 'suppliers'::regclass AND attname = 'country' AND NOT attnotnull;
