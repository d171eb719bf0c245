"""The review page: what it shows of a report, its words, templates and static files."""
