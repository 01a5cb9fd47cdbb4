DROP VIEW supplier_overview;
