"""Tests, golden files and benches."""
