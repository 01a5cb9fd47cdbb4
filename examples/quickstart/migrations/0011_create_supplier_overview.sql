-- migrate:ticket CARBON-123
CREATE VIEW supplier_overview AS
SELECT s.id,
       s.name,
       s.status,
       s.carbon_intensity,
       count(e.id) AS reports,
       coalesce(sum(e.kg_co2e), 0) AS total_kg_co2e,
       max(e.reported_on) AS last_report
FROM suppliers AS s
LEFT JOIN emissions AS e ON e.supplier_id = s.id
GROUP BY s.id;
