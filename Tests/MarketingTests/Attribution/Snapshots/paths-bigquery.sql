-- The paths of journeys with what they brought: window 90 days, gap 30 days, direct only where alone, repeats as one.
-- In the dialect of BigQuery.
WITH
-- 1. Rows as they are meant: no blanks around names, times in microseconds since 1970.
logged AS (
  SELECT
    NULLIF(TRIM(CAST(`customer_id` AS STRING), ' \t'), '') AS customer,
    UNIX_MICROS(CAST(`timestamp` AS TIMESTAMP)) AS micros,
    NULLIF(TRIM(CAST(`channel` AS STRING), ' \t'), '') AS channel,
    COALESCE(
      CASE LOWER(CAST(`conversion` AS STRING))
        WHEN 'true' THEN 1 WHEN 'yes' THEN 1 WHEN 'false' THEN 0 WHEN 'no' THEN 0 WHEN '' THEN 0
        ELSE CAST(CAST(`conversion` AS STRING) AS NUMERIC)
      END, 0) AS conversions,
    COALESCE(CAST(`value` AS NUMERIC), 0) AS worth,
    `id` AS order_1
  FROM `events`
),
-- 2. What is no event, or holds the separator, ends the query with a sentence.
readable AS (
  SELECT * FROM logged
  WHERE CASE
    WHEN customer IS NULL THEN ERROR(CONCAT('an event without a customer: ', COALESCE(channel, '')))
    WHEN micros IS NULL THEN ERROR(CONCAT('an event without a time, customer: ', customer))
    WHEN conversions < 0 OR worth < 0
      THEN ERROR(CONCAT('a number below 0, customer: ', customer))
    WHEN channel IS NULL AND conversions = 0
      THEN ERROR(CONCAT('an event without a channel that is no conversion, customer: ', customer))
    WHEN STRPOS(channel, '>') > 0
      THEN ERROR(CONCAT('a channel with the separator in its name, which needs another separator: ', channel))
    ELSE 1 = 1
  END
),
-- 3. Each customer's events in the order of time, and how many conversions came before each.
placed AS (
  SELECT
    customer, micros, channel, conversions, worth,
    ROW_NUMBER() OVER (
      PARTITION BY customer
        ORDER BY micros, order_1 NULLS FIRST, conversions, COALESCE(channel, ''), worth) AS place,
    COUNT(CASE WHEN conversions > 0 THEN 1 END) OVER (
      PARTITION BY customer
        ORDER BY micros, order_1 NULLS FIRST, conversions, COALESCE(channel, ''), worth
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
  FROM readable
),
-- 4. A touch more than 30 days after the one before begins a new journey.
rested AS (
  SELECT
    customer, micros, channel, conversions, worth, place, earlier,
    CASE
      WHEN channel IS NULL THEN 0
      WHEN micros - LAG(micros) OVER (PARTITION BY customer, earlier ORDER BY place)
        > 2592000000000 THEN 1
      ELSE 0
    END AS pause
  FROM placed
),
-- 5. How many such pauses came before, since the last conversion.
parted AS (
  SELECT
    customer, micros, channel, conversions, worth, place, earlier,
    SUM(pause) OVER (
      PARTITION BY customer, earlier ORDER BY place
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS pauses
  FROM rested
),
-- 6. Where each journey ends, at its conversion or else its last touch, and what that brought.
finished AS (
  SELECT
    customer, earlier, pauses, place, channel, micros,
    MAX(micros) OVER (PARTITION BY customer, earlier, pauses) AS ended,
    MAX(conversions) OVER (PARTITION BY customer, earlier, pauses) AS brought,
    MAX(CASE WHEN conversions > 0 THEN worth ELSE 0 END)
      OVER (PARTITION BY customer, earlier, pauses) AS worth,
    CASE
      WHEN LOWER(channel) IN ('direct', '(direct)', '(direct) / (none)', 'direct / none') THEN 1 ELSE 0
    END AS is_direct
  FROM parted
),
-- 7. The touches of the 90 days before the end. A conversion without any is in no path.
reached AS (
  SELECT
    customer, earlier, pauses, place, channel, brought, worth,
    is_direct,
    MIN(is_direct) OVER (PARTITION BY customer, earlier, pauses) AS is_alone
  FROM finished
  WHERE channel IS NOT NULL
    AND micros >= ended - 7776000000000
),
-- 8. Direct visits only where the whole journey is direct.
known AS (
  SELECT customer, earlier, pauses, place, channel, brought, worth
  FROM reached
  WHERE is_direct = 0 OR is_alone = 1
),
-- 9. What was touched just before.
beside AS (
  SELECT
    customer, earlier, pauses, place, channel, brought, worth,
    LAG(channel) OVER (PARTITION BY customer, earlier, pauses ORDER BY place) AS previous
  FROM known
),
-- 10. Repeats as one touch.
changed AS (
  SELECT customer, earlier, pauses, place, channel, brought, worth
  FROM beside
  WHERE previous IS NULL OR channel <> previous
),
-- 11. One row a journey.
joined AS (
  SELECT
    STRING_AGG(channel, ' > ' ORDER BY place) AS path,
    MAX(brought) AS brought,
    MAX(worth) AS worth
  FROM changed
  GROUP BY customer, earlier, pauses
)
-- Equal paths in one row. Sums of decimals are the same in whatever order they are added.
SELECT
  path,
  CAST(SUM(brought) AS FLOAT64) AS conversions,
  CAST(SUM(worth) AS FLOAT64) AS `value`,
  COUNT(CASE WHEN brought = 0 THEN 1 END) AS `nulls`
FROM joined
GROUP BY path
ORDER BY conversions DESC, `nulls` DESC, path;
