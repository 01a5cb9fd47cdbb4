SELECT convalidated
FROM pg_constraint
WHERE conrelid = 'emissions'::regclass AND conname = 'emissions_kg_co2e_not_negative';
