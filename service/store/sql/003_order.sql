-- Lists of findings begin with the worst of the newest reports, whatever they are filtered by.
ALTER TABLE findings ADD COLUMN rank INTEGER GENERATED ALWAYS AS (
    CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END
) VIRTUAL;
DROP INDEX findings_by_severity;
DROP INDEX findings_by_decision;
DROP INDEX findings_by_rule;
CREATE INDEX findings_by_rank ON findings (rank, report DESC, n);
CREATE INDEX findings_by_decision ON findings (decision, rank, report DESC, n);
CREATE INDEX findings_by_class ON findings (class, rank, report DESC, n);
CREATE INDEX findings_by_rule ON findings (rule, rank, report DESC, n);
