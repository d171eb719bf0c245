"""One loader for each family of rule files: strict, and every error names file, id and field."""
