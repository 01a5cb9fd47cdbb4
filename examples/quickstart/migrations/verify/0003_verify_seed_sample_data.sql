SELECT count(*) >= 1200 FROM suppliers;
SELECT count(*) > 0 FROM emissions;
