SELECT indisvalid FROM pg_index WHERE indexrelid = 'emissions_supplier_id_reported_on_idx'::regclass;
