-- What relates a report to others, as JSON: most need not be unpacked to be told apart. A report of
-- an older database has none until it is read again.
CREATE TABLE briefs (
    report INTEGER PRIMARY KEY REFERENCES reports (id) ON DELETE CASCADE,
    data TEXT NOT NULL
) STRICT;

-- What was decided on a finding between reports holds for another file of the same report.
CREATE INDEX decisions_by_key ON decisions (key);
