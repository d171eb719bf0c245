CREATE VIEW v_findings AS
SELECT
    r.entity, r.fiscal_year, r.kind AS report_kind,
    f.severity, f.class, f.title, f.explanation,
    f.actual, f.expected, f.difference, f.tolerance, f.formula,
    json_extract(f.evidence, '$[0].ref') AS place_1,
    json_extract(f.evidence, '$[0].text') AS text_1,
    json_extract(f.evidence, '$[1].ref') AS place_2,
    json_extract(f.evidence, '$[1].text') AS text_2,
    json_extract(f.evidence, '$[0].page') AS page,
    f.decision, d.note, d.who, d.decided_at,
    f.rule, f.key, f.id AS finding, r.source, r.sha256 AS report
FROM findings AS f
JOIN reports AS r ON r.id = f.report
LEFT JOIN decisions AS d ON d.report = f.report AND d.key = f.key;

CREATE VIEW v_facts AS
SELECT
    r.entity, r.fiscal_year, r.kind AS report_kind,
    s.title AS section, subject.text AS subject,
    f.account_code, account.text AS account_name,
    kind.text AS kind, f.measure, CAST(f.value AS REAL) AS number, f.unit, f.value,
    f.approximate, f.fund, f.period, f.base_period, f.base_measure, f.direction, f.reason,
    f.text, f.page, f.start, f."end", f.id AS fact, f."of", f.whole,
    rule.text AS rule, r.source, r.sha256 AS report
FROM facts AS f
JOIN reports AS r ON r.id = f.report
JOIN words AS kind ON kind.id = f.kind
JOIN words AS subject ON subject.id = f.subject
JOIN words AS rule ON rule.id = f.rule
LEFT JOIN words AS account ON account.id = f.account_name
LEFT JOIN sections AS s ON s.report = f.report AND s.id = f.section;

CREATE VIEW v_cells AS
SELECT
    r.entity, r.fiscal_year, r.kind AS report_kind,
    c."table", c."row", c."column",
    l.header AS row_header, nullif(l.account_code, '') AS account_code,
    nullif(l.account_name, '') AS account_name, h.header AS column_header,
    CAST(c.value AS REAL) AS number, nullif(h.unit, '') AS unit,
    coalesce(c.text, c.value, '') AS text, c.value, c.page, c.start, c."end",
    c."table" || '/R' || c."row" || '/C' || c."column" AS cell,
    r.source, r.sha256 AS report
FROM cells AS c
JOIN reports AS r ON r.id = c.report
JOIN row_labels AS l ON l.id = c.row_label
JOIN column_labels AS h ON h.id = c.column_label;

-- Every printed amount of an account in an official table, in 元 so that reports compare.
CREATE VIEW v_amounts_by_account AS
SELECT
    l.account_code, l.account_name, r.entity, r.fiscal_year, r.kind AS report_kind,
    c."table", h.header AS "column", h.key AS column_key,
    CAST(c.value AS REAL) AS number, h.unit,
    round(CAST(c.value AS REAL) * CASE h.unit
        WHEN '元' THEN 1 WHEN '千元' THEN 1000 WHEN '万元' THEN 10000 WHEN '亿元' THEN 100000000
    END, 2) AS yuan,
    c.value, l.account_inferred AS inferred,
    c."table" || '/R' || c."row" || '/C' || c."column" AS cell,
    r.source, r.sha256 AS report
FROM row_labels AS l
JOIN cells AS c ON c.row_label = l.id AND c.value IS NOT NULL AND c."table" >= 'T'
JOIN reports AS r ON r.id = c.report
JOIN column_labels AS h ON h.id = c.column_label
WHERE l.account_code > '';

CREATE VIEW v_reports AS
SELECT
    entity, fiscal_year, kind, unit, pages, facts, checks, errors, warnings, infos,
    source, media_type, version, added_at, extracted_at, sha256 AS report
FROM reports;
