SELECT (SELECT count(*) FROM supplier_overview) = (SELECT count(*) FROM suppliers);
