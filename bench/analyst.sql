-- From raw files to the entities and daily facts that the marts are made of, as an analyst would write it for the
-- simulated company of conf/demo.yaml. Only the columns that the marts read are kept. ${data} is the folder of the files.
--
-- The marts themselves follow from jobs/src/test/resources/independent/gold; bench/run puts both into one script.

-- What the customers are registered by. Rows that are cut off or have a column too many are left out; each comes again whole.

CREATE TABLE customers AS
SELECT customer_no, lower(trim(e_mail)) AS email, e_mail_verified = 'Y' AS verified, segment, source, acquisition_cost,
    registered_on, changed_at
FROM read_csv('${data}/crm/customers-*.csv', delim = ';', header = true, quote = '"', escape = '"', ignore_errors = true, columns = {
    customer_no: VARCHAR, name: VARCHAR, e_mail: VARCHAR, e_mail_verified: VARCHAR, phone: VARCHAR, birth_year: INTEGER,
    gender: VARCHAR, region: VARCHAR, city: VARCHAR, postcode: VARCHAR, language: VARCHAR, segment: VARCHAR,
    source: VARCHAR, acquisition_cost: 'DECIMAL(18, 2)', registered_on: DATE, changed_at: TIMESTAMP})
WHERE customer_no <> '';

CREATE TABLE registrations AS
SELECT 'email:' || email AS source_key, customer_no, arg_max(verified, changed_at) AS verified,
    arg_max(registered_on, changed_at) AS first_on
FROM customers
WHERE email <> ''
GROUP BY email, customer_no
UNION ALL
SELECT DISTINCT 'card:' || trim(card_no), customer_no, active = 'Y', issued_on
FROM read_csv('${data}/crm/cards*.csv', delim = ';', header = true, quote = '"', escape = '"', ignore_errors = true,
    columns = {card_no: VARCHAR, customer_no: VARCHAR, issued_on: DATE, active: VARCHAR})
UNION ALL
SELECT DISTINCT 'handle:' || platform || ':' || trim(handle), customer_no, confirmed = 'Y', linked_on
FROM read_csv('${data}/crm/handles*.csv', delim = ';', header = true, quote = '"', escape = '"', ignore_errors = true,
    columns = {platform: VARCHAR, handle: VARCHAR, customer_no: VARCHAR, confirmed: VARCHAR, linked_on: DATE});

-- Each customer is hashed once, in the table numbers, and not for each event.
CREATE MACRO key_of(customer_no) AS substr(sha256('simulated|customer_id:' || customer_no), 1, 20);

CREATE TABLE silver.identity_link AS
SELECT source_key,
    CASE WHEN count(*) = 1 AND bool_or(verified) THEN key_of(any_value(customer_no)) END AS customer_key,
    CASE
        WHEN count(*) > 1 THEN 'shared'
        WHEN NOT coalesce(bool_or(verified), false) THEN 'unverified'
        WHEN source_key LIKE 'email:%' THEN 'verified_email'
        ELSE 'registered_' || split_part(source_key, ':', 1)
    END AS rule
FROM registrations
GROUP BY source_key;

-- The raw events, once each: the latest version of an order, one of equal rows of all else.

CREATE TABLE online AS
SELECT order_id AS transaction_id, type AS kind, placed_at + INTERVAL 9 HOUR AS occurred_at, channel,
    CASE
        WHEN customer."no" <> '' THEN 'customer_id:' || customer."no"
        WHEN trim(customer.email) <> '' THEN 'email:' || lower(trim(customer.email))
    END AS source_key,
    lines
FROM read_json('${data}/shop/transactions-*.jsonl', format = 'newline_delimited', ignore_errors = true, columns = {
    order_id: 'VARCHAR', type: 'VARCHAR', placed_at: 'TIMESTAMP', updated_at: 'TIMESTAMP', channel: 'VARCHAR',
    customer: 'STRUCT("no" VARCHAR, email VARCHAR)',
    lines: 'STRUCT("no" VARCHAR, category VARCHAR, qty DECIMAL(18, 3), amount DECIMAL(18, 2))[]'})
WHERE order_id IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY updated_at DESC) = 1;

CREATE TABLE lines AS
SELECT transaction_id, CAST(occurred_at AS DATE) AS occurred_on, kind, channel, source_key, line.category,
    CASE WHEN kind = 'sale' THEN line.qty ELSE -line.qty END AS quantity,
    CASE WHEN kind = 'sale' THEN line.amount ELSE -line.amount END AS amount
FROM (SELECT * EXCLUDE lines, unnest(lines) AS line FROM online)
UNION ALL
SELECT receipt_no, CAST(sold_at AS DATE),
    CASE kind WHEN 'S' THEN 'sale' WHEN 'R' THEN 'refund' WHEN 'C' THEN 'cancellation' WHEN 'A' THEN 'adjustment' END,
    'store', 'card:' || nullif(trim(card_no), ''), category, quantity, amount
FROM (SELECT DISTINCT receipt_no, line_no, kind, sold_at, card_no, category, quantity, amount
    FROM read_parquet('${data}/pos/receipts-*.parquet')
    WHERE sold_at IS NOT NULL);

DROP TABLE online;

CREATE TABLE survey AS
SELECT DISTINCT response_id, survey, 'email:' || nullif(lower(trim(e_mail)), '') AS source_key, touchpoint,
    responded_at AS local_at, timezone('Europe/London', responded_at) AS responded_at,
    CASE survey
        WHEN 'relationship' THEN CASE WHEN nps NOT IN (-99, 99) THEN nps END
        WHEN 'transaction' THEN CASE WHEN csat NOT IN (-99, 99) THEN csat END
    END AS score,
    would_return, category, brands
FROM read_csv('${data}/surveys/survey-*.csv', header = true, quote = '"', escape = '"', ignore_errors = true, columns = {
    response_id: VARCHAR, survey: VARCHAR, e_mail: VARCHAR, touchpoint: VARCHAR, responded_at: TIMESTAMP, nps: DOUBLE,
    csat: DOUBLE, would_return: VARCHAR, category: VARCHAR, brands: VARCHAR, comment: VARCHAR, lang: VARCHAR});

CREATE TABLE told AS
SELECT * EXCLUDE told, split_part(told, ':', 1) AS brand, split_part(told, ':', 2) AS rank, split_part(told, ':', 3) AS spend
FROM (SELECT response_id, survey, source_key, local_at, category, brands, unnest(string_split(brands, '|')) AS told
    FROM survey WHERE brands <> '');

CREATE TABLE post AS
SELECT DISTINCT post_id, platform,
    CAST(timezone('Asia/Seoul', coalesce(CAST(created_at AS TIMESTAMPTZ), to_timestamp(ts / 1000))) AS DATE) AS posted_on,
    author.handle AS author, mentions[1] AS mentioned
FROM read_json('${data}/social/posts-*.jsonl', format = 'newline_delimited', ignore_errors = true, columns = {
    post_id: 'VARCHAR', platform: 'VARCHAR', created_at: 'VARCHAR', ts: 'BIGINT', author: 'STRUCT(handle VARCHAR)',
    mentions: 'VARCHAR[]'})
WHERE post_id IS NOT NULL;

CREATE TABLE touch AS
SELECT DISTINCT touch_id, channel, CAST(touched_at AS DATE) AS touched_on,
    CASE
        WHEN trim(customer_no) <> '' THEN 'customer_id:' || customer_no
        WHEN trim(e_mail) <> '' THEN 'email:' || lower(trim(e_mail))
    END AS source_key
FROM read_csv('${data}/marketing/touches-*.csv', header = true, quote = '"', escape = '"', ignore_errors = true, columns = {
    touch_id: VARCHAR, campaign: VARCHAR, channel: VARCHAR, customer_no: VARCHAR, e_mail: VARCHAR, touched_at: TIMESTAMP,
    opened_at: TIMESTAMP, clicked_at: TIMESTAMP});

CREATE TABLE leads AS
SELECT DISTINCT lead_no, CAST(strptime(created, '%Y.%m.%d %H:%M') AS DATE) AS created_on,
    CASE
        WHEN trim(customer_no) <> '' THEN 'customer_id:' || customer_no
        WHEN trim(e_mail) <> '' THEN 'email:' || lower(trim(e_mail))
    END AS source_key
FROM read_csv('${data}/marketing/leads*.csv', header = true, quote = '"', escape = '"', ignore_errors = true, columns = {
    lead_no: VARCHAR, created: VARCHAR, origin: VARCHAR, status: VARCHAR, converted: VARCHAR, customer_no: VARCHAR,
    e_mail: VARCHAR});

CREATE TABLE referrals AS
SELECT DISTINCT referral_no, CAST(referred_at AS DATE) AS referred_on, 'customer_id:' || nullif(trim(referrer_no), '') AS source_key,
    CASE
        WHEN trim(referee_no) <> '' THEN 'customer_id:' || referee_no
        WHEN trim(referee_e_mail) <> '' THEN 'email:' || lower(trim(referee_e_mail))
    END AS other_source_key
FROM read_csv('${data}/marketing/referrals*.csv', header = true, quote = '"', escape = '"', ignore_errors = true, columns = {
    referral_no: VARCHAR, referrer_no: VARCHAR, referee_no: VARCHAR, referee_e_mail: VARCHAR, referred_at: TIMESTAMP,
    converted: VARCHAR});

ATTACH '${data}/crm/crm.duckdb' AS crm (READ_ONLY);

-- Which key is which customer: registered keys, and every customer number that occurs.

CREATE TABLE numbers AS
SELECT customer_no, key_of(customer_no) AS customer_key
FROM (SELECT customer_no FROM customers
    UNION SELECT customer_no FROM registrations
    UNION SELECT source_key[13:] FROM lines WHERE source_key LIKE 'customer_id:%'
    UNION SELECT source_key[13:] FROM touch WHERE source_key LIKE 'customer_id:%'
    UNION SELECT source_key[13:] FROM leads WHERE source_key LIKE 'customer_id:%'
    UNION SELECT source_key[13:] FROM referrals
    UNION SELECT other_source_key[13:] FROM referrals WHERE other_source_key LIKE 'customer_id:%'
    UNION SELECT customer_no FROM crm.service_cases
    UNION SELECT customer_no FROM crm.subscriptions
    UNION SELECT customer_no FROM crm.consents
    UNION SELECT customer_no FROM crm.relations
    UNION SELECT other_customer_no FROM crm.relations
    UNION SELECT panelist_no FROM read_parquet('${data}/panel/wallet-*.parquet'))
WHERE customer_no IS NOT NULL;

CREATE TABLE keys AS
SELECT source_key, customer_key FROM silver.identity_link WHERE customer_key IS NOT NULL
UNION ALL
SELECT 'customer_id:' || customer_no, customer_key FROM numbers;

-- The events of customers.

CREATE TABLE silver.transaction AS
SELECT l.*, k.customer_key FROM lines l LEFT JOIN keys k USING (source_key);

DROP TABLE lines;

CREATE TABLE silver.survey_response AS
SELECT s.response_id, s.source_key, k.customer_key, s.touchpoint, s.responded_at,
    CASE survey WHEN 'relationship' THEN 'nps' WHEN 'transaction' THEN 'csat' WHEN 'wallet' THEN 'wallet' END AS kind,
    CAST(timezone('Asia/Seoul', s.responded_at) AS DATE) AS responded_on,
    score,
    CASE survey WHEN 'relationship' THEN 0 WHEN 'transaction' THEN 1 END::DOUBLE AS scale_min,
    CASE survey WHEN 'relationship' THEN 10 WHEN 'transaction' THEN 5 END::DOUBLE AS scale_max,
    CASE would_return WHEN 'yes' THEN true WHEN 'no' THEN false END AS intends_return,
    nullif(category, '') AS category,
    b.brands
FROM survey s
LEFT JOIN (SELECT response_id, list({brand: brand, is_own: brand = 'own', rank: TRY_CAST(rank AS DOUBLE),
        spend: CASE WHEN spend <> '-99' THEN TRY_CAST(spend AS DECIMAL(18, 2)) END}) AS brands
    FROM told GROUP BY response_id) b USING (response_id)
LEFT JOIN keys k USING (source_key)
WHERE score IS NULL OR score BETWEEN scale_min AND scale_max;

CREATE TABLE silver.social_post AS
SELECT p.post_id, p.posted_on, p.author = '@demo_official' AS author_is_firm,
    CASE WHEN mentioned = '@demo_official' THEN 'firm' WHEN mentioned IS NOT NULL THEN 'person' ELSE 'public' END AS addressee,
    CASE WHEN author <> '@demo_official' THEN 'handle:' || platform || ':' || author END AS source_key,
    a.customer_key,
    m.customer_key AS other_customer_key
FROM post p
LEFT JOIN keys a ON a.source_key = 'handle:' || platform || ':' || author
LEFT JOIN keys m ON m.source_key = 'handle:' || platform || ':' || mentioned;

CREATE TABLE silver.campaign_touch AS
SELECT t.*, k.customer_key FROM touch t LEFT JOIN keys k USING (source_key);

CREATE TABLE silver.lead AS
SELECT l.*, k.customer_key FROM leads l LEFT JOIN keys k USING (source_key);

CREATE TABLE silver.referral AS
SELECT r.*, a.customer_key, b.customer_key AS other_customer_key
FROM referrals r
LEFT JOIN keys a USING (source_key)
LEFT JOIN keys b ON b.source_key = r.other_source_key;

CREATE TABLE silver.service_case AS
SELECT case_no AS case_id, 'customer_id:' || customer_no AS source_key, customer_key, channel,
    CAST(opened_at AS DATE) AS opened_on, CAST(answered_at AS DATE) AS answered_on,
    CAST(promised_by AS DATE) AS promised_by_on, CAST(resolved_at AS DATE) AS resolved_on,
    CAST(notified_at AS DATE) AS notified_on, CAST(reopened_at AS DATE) AS reopened_on,
    resolved_at, reopened_at
FROM crm.service_cases LEFT JOIN numbers USING (customer_no);

CREATE TABLE silver.subscription AS
SELECT subscription_no AS subscription_id, 'customer_id:' || customer_no AS source_key, customer_key, plan,
    started_on, contract_ends_on, ended_on
FROM crm.subscriptions LEFT JOIN numbers USING (customer_no);

CREATE TABLE silver.consent AS
SELECT consent_no AS consent_id, 'customer_id:' || customer_no AS source_key, customer_key, purpose, granted, decided_at,
    CAST(decided_at AS DATE) AS decided_on
FROM crm.consents LEFT JOIN numbers USING (customer_no);

CREATE TABLE silver.customer_relation AS
SELECT relation_no AS relation_id, 'customer_id:' || customer_no AS source_key, n.customer_key,
    o.customer_key AS other_customer_key, since_on
FROM crm.relations
LEFT JOIN numbers n USING (customer_no)
LEFT JOIN numbers o ON o.customer_no = other_customer_no;

CREATE TABLE silver.wallet_observation AS
SELECT *, CAST(date_trunc('quarter', observed_on) AS DATE) AS quarter FROM (
SELECT 'customer_id:' || panelist_no AS source_key, customer_key, last_day(period_start + INTERVAL 2 MONTH) AS observed_on, category,
    coalesce(nullif(trim(brand), ''), 'other') AS brand, coalesce(brand, '') = 'Demo Mart' AS is_own, spend, 'panel' AS source
FROM (SELECT DISTINCT panelist_no, period_start, category, brand, spend FROM read_parquet('${data}/panel/wallet-*.parquet'))
LEFT JOIN numbers ON customer_no = panelist_no
UNION ALL
SELECT source_key, customer_key, CAST(local_at AS DATE), category, CASE brand WHEN 'own' THEN 'Demo Mart' ELSE brand END,
    brand = 'own', CAST(spend AS DECIMAL(18, 2)), 'survey'
FROM told LEFT JOIN keys USING (source_key)
-- An answer in which a spend was not remembered is no wallet.
WHERE survey = 'wallet' AND NOT contains(brands || '|', ':-99|'));

-- Who the customers are: the last record of each day holds until the next one; the first holds from the beginning.

CREATE TABLE seen AS
SELECT customer_key, min(day) AS first_seen_on
FROM (SELECT customer_key, min(occurred_on) AS day FROM silver.transaction GROUP BY customer_key
    UNION ALL SELECT key_of(customer_no), first_on FROM registrations
    UNION ALL SELECT customer_key, responded_on FROM silver.survey_response
    UNION ALL SELECT customer_key, posted_on FROM silver.social_post
    UNION ALL SELECT other_customer_key, posted_on FROM silver.social_post
    UNION ALL SELECT customer_key, touched_on FROM silver.campaign_touch
    UNION ALL SELECT customer_key, created_on FROM silver.lead
    UNION ALL SELECT customer_key, referred_on FROM silver.referral
    UNION ALL SELECT other_customer_key, referred_on FROM silver.referral
    UNION ALL SELECT customer_key, least(opened_on, notified_on) FROM silver.service_case
    UNION ALL SELECT customer_key, started_on FROM silver.subscription
    UNION ALL SELECT customer_key, decided_on FROM silver.consent
    UNION ALL SELECT customer_key, NULL FROM silver.customer_relation
    UNION ALL SELECT other_customer_key, NULL FROM silver.customer_relation
    UNION ALL SELECT customer_key, observed_on FROM silver.wallet_observation)
WHERE customer_key IS NOT NULL
GROUP BY customer_key;

CREATE TABLE silver.customer AS
WITH versions AS (
    SELECT customer_no, CAST(changed_at AS DATE) AS valid_from, arg_max(segment, changed_at) AS segment,
        arg_max(source, changed_at) AS acquisition_channel, arg_max(acquisition_cost, changed_at) AS acquisition_cost,
        arg_max(registered_on, changed_at) AS registered_on
    FROM customers
    GROUP BY ALL
),
ordered AS (
    SELECT customer_key,
        row_number() OVER in_time AS version,
        CASE WHEN version = 1 THEN DATE '1900-01-01' ELSE valid_from END AS valid_from,
        lead(valid_from) OVER in_time AS valid_to,
        nullif(segment, '') AS segment,
        nullif(acquisition_channel, '') AS acquisition_channel,
        acquisition_cost,
        first_value(registered_on) OVER in_time AS registered_on
    FROM versions JOIN numbers USING (customer_no)
    WINDOW in_time AS (PARTITION BY customer_key ORDER BY valid_from)
)
SELECT customer_key, coalesce(version, 1) AS version, coalesce(valid_from, DATE '1900-01-01') AS valid_from, valid_to, segment,
    acquisition_channel, acquisition_cost,
    coalesce(least(registered_on, first_seen_on), DATE '1900-01-01') AS known_since
FROM ordered FULL JOIN seen USING (customer_key);
