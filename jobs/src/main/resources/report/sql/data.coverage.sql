-- Which share of what was landed could be given to a customer.
SELECT entity, sum(rows) AS rows, sum(linked_rows) AS linked_rows, sum(linked_rows) / sum(rows) AS coverage,
       coalesce(sum(rows) FILTER (rule = 'anonymous'), 0) AS anonymous, coalesce(sum(rows) FILTER (rule = 'unregistered'), 0) AS unregistered,
       coalesce(sum(rows) FILTER (rule = 'shared'), 0) AS shared, coalesce(sum(rows) FILTER (rule = 'unverified'), 0) AS unverified
FROM gold.link_coverage
GROUP BY entity
ORDER BY entity
