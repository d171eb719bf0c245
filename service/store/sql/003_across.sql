-- What `gouji across` compared: each report as it was made then.
CREATE TABLE compared (
    sha256 TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    tables_sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The reports that a finding between reports rests on.
CREATE TABLE finding_reports (
    report INTEGER NOT NULL,
    n INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (report, n, sha256),
    FOREIGN KEY (report, n) REFERENCES findings (report, n) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_reports_by_content ON finding_reports (sha256);
INSERT INTO finding_reports
SELECT DISTINCT f.report, f.n, json_extract(e.value, '$.report')
FROM findings AS f, json_each(f.evidence) AS e
WHERE f.class = 'cross_report';

-- The reports that are today as they were compared. What rests on others is out of date.
CREATE VIEW compared_as_they_are AS
SELECT sha256 FROM compared JOIN reports USING (sha256, version, tables_sha256);

DROP VIEW v_findings;
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
    -- Whose the quotations are: of another report where two are compared.
    iif(f.class = 'cross_report', json_extract(f.evidence, '$[0].entity'), r.entity) AS entity_1,
    iif(f.class = 'cross_report', json_extract(f.evidence, '$[0].fiscal_year'), r.fiscal_year)
        AS fiscal_year_1,
    iif(f.class = 'cross_report', json_extract(f.evidence, '$[0].kind'), r.kind) AS kind_1,
    iif(f.class = 'cross_report', json_extract(f.evidence, '$[0].report'), r.sha256) AS report_1,
    iif(f.class = 'cross_report', json_extract(f.evidence, '$[1].entity'), r.entity) AS entity_2,
    iif(f.class = 'cross_report', json_extract(f.evidence, '$[1].fiscal_year'), r.fiscal_year)
        AS fiscal_year_2,
    iif(f.class = 'cross_report', json_extract(f.evidence, '$[1].kind'), r.kind) AS kind_2,
    iif(f.class = 'cross_report', json_extract(f.evidence, '$[1].report'), r.sha256) AS report_2,
    f.decision, d.note, d.who, d.decided_at,
    f.class = 'cross_report' AND EXISTS (
        SELECT 1 FROM finding_reports AS s
        WHERE s.report = f.report AND s.n = f.n
        AND NOT EXISTS (SELECT 1 FROM compared_as_they_are AS c WHERE c.sha256 = s.sha256)
    ) AS stale,
    f.rule, f.key, f.id AS finding, r.source, r.sha256 AS report
FROM findings AS f
JOIN reports AS r ON r.id = f.report
LEFT JOIN decisions AS d ON d.report = f.report AND d.key = f.key;

DROP VIEW v_reports;
CREATE VIEW v_reports AS
SELECT
    entity, fiscal_year, kind, unit, pages, facts, checks, errors, warnings, infos,
    source, media_type, version, added_at, extracted_at,
    EXISTS (SELECT 1 FROM compared_as_they_are AS c WHERE c.sha256 = r.sha256) AS compared,
    sha256 AS report
FROM reports AS r;
