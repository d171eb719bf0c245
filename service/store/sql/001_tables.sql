-- One report. `id` is a small number for the tables below; people and programs know `sha256`.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    media_type TEXT NOT NULL,
    kind TEXT,
    entity TEXT,
    fiscal_year INTEGER,
    unit TEXT,
    pages INTEGER,
    -- What made the rows: another of these three makes them anew.
    version TEXT NOT NULL,
    lang TEXT NOT NULL,
    tables_sha256 TEXT NOT NULL DEFAULT '',
    added_at TEXT NOT NULL,
    extracted_at TEXT NOT NULL,
    facts INTEGER NOT NULL,
    checks INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    infos INTEGER NOT NULL
) STRICT;
CREATE INDEX reports_by_entity ON reports (entity, fiscal_year);

-- The whole document of the output contract, packed.
CREATE TABLE documents (
    report INTEGER PRIMARY KEY REFERENCES reports (id) ON DELETE CASCADE,
    data BLOB NOT NULL
) STRICT;

-- Where the bytes of a report were found, and what became of them there.
CREATE TABLE source_files (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    version TEXT NOT NULL,
    code TEXT,
    message TEXT,
    seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX source_files_by_content ON source_files (sha256);

-- Files that were handed over, not read from a path: they wait here for their turn.
CREATE TABLE contents (
    sha256 TEXT PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;

-- Words that many rows share, once each: rules, classes, subjects, sentences.
CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

-- What stands at the left of a row, and what it means. '' is none.
CREATE TABLE row_labels (
    id INTEGER PRIMARY KEY,
    header TEXT NOT NULL,
    account_code TEXT NOT NULL,
    account_name TEXT NOT NULL,
    account_inferred INTEGER NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (header, account_code, account_name, account_inferred, key)
) STRICT;
CREATE INDEX row_labels_by_account ON row_labels (account_code);

-- What stands above a column, outermost first. '' is none.
CREATE TABLE column_labels (
    id INTEGER PRIMARY KEY,
    header TEXT NOT NULL,
    unit TEXT NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (header, unit, key)
) STRICT;

CREATE TABLE sections (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    parent TEXT,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    level INTEGER NOT NULL,
    role TEXT NOT NULL,
    topic TEXT,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    page INTEGER,
    PRIMARY KEY (report, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tables (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT,
    title TEXT NOT NULL,
    unit TEXT,
    cells INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    page INTEGER,
    PRIMARY KEY (report, id)
) STRICT, WITHOUT ROWID;

-- `text` is null where it is the value itself.
CREATE TABLE cells (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    "table" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    row_label INTEGER NOT NULL REFERENCES row_labels (id),
    column_label INTEGER NOT NULL REFERENCES column_labels (id),
    text TEXT,
    value TEXT,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    page INTEGER,
    PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;
-- Amounts of official tables by account; all that is asked of them stands in the index.
CREATE INDEX amounts_by_label ON cells (row_label, column_label, value, "table", "row", "column")
WHERE value IS NOT NULL AND "table" >= 'T';

CREATE TABLE facts (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind INTEGER NOT NULL REFERENCES words (id),
    value TEXT NOT NULL,
    unit TEXT,
    approximate INTEGER NOT NULL,
    measure TEXT,
    subject INTEGER NOT NULL REFERENCES words (id),
    account_code TEXT,
    account_name INTEGER REFERENCES words (id),
    fund TEXT,
    period TEXT,
    base_period TEXT,
    base_measure TEXT,
    direction TEXT,
    reason TEXT,
    "of" TEXT,
    whole TEXT,
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    page INTEGER,
    rule INTEGER NOT NULL REFERENCES words (id),
    PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_by_account ON facts (account_code) WHERE account_code IS NOT NULL;

CREATE TABLE links (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    fact TEXT NOT NULL,
    cell TEXT NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE checks (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    rule INTEGER NOT NULL REFERENCES words (id),
    class INTEGER NOT NULL REFERENCES words (id),
    status TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES words (id),
    expression TEXT NOT NULL,
    expected TEXT,
    actual TEXT,
    difference TEXT,
    tolerance TEXT,
    PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;

-- `evidence` is JSON: [{"ref", "text", "start", "end", "page"}]. `decision` repeats `decisions`;
-- `rank` is 0, 1, 2 for error, warning, info.
CREATE TABLE findings (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    rule TEXT NOT NULL,
    class TEXT NOT NULL,
    status TEXT NOT NULL,
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    explanation TEXT NOT NULL,
    expression TEXT NOT NULL,
    expected TEXT,
    actual TEXT,
    difference TEXT,
    tolerance TEXT,
    formula TEXT,
    evidence TEXT NOT NULL,
    consequences TEXT NOT NULL,
    mend_ref TEXT,
    mend_value TEXT,
    decision TEXT NOT NULL,
    rank INTEGER NOT NULL,
    PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;
-- Lists begin with the worst of the newest reports, whatever they are filtered by.
CREATE INDEX findings_by_rank ON findings (rank, report DESC, n);
CREATE INDEX findings_by_decision ON findings (decision, rank, report DESC, n);
CREATE INDEX findings_by_class ON findings (class, rank, report DESC, n);
CREATE INDEX findings_by_rule ON findings (rule, rank, report DESC, n);

-- What people said about a finding. The key is made of meanings, so it outlives a new extraction.
CREATE TABLE decisions (
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('confirmed', 'dismissed', 'open')),
    note TEXT NOT NULL,
    who TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (report, key)
) STRICT, WITHOUT ROWID;

-- The number of the report times 2^20, plus the number of the sentence: a range for each report.
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY,
    report INTEGER GENERATED ALWAYS AS (id >> 20) VIRTUAL,
    section TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE sentence_index USING fts5 (
    text, content = 'sentences', content_rowid = 'id',
    tokenize = 'trigram', detail = 'none', columnsize = 0
);
CREATE VIRTUAL TABLE sentence_trigrams USING fts5vocab (sentence_index, 'instance');

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    sha256 TEXT NOT NULL REFERENCES contents (sha256),
    tables_sha256 TEXT REFERENCES contents (sha256),
    filename TEXT NOT NULL,
    lang TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    code TEXT,
    message TEXT
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state, created_at);

-- Only a hash of the secret is kept.
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    secret_sha256 TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
