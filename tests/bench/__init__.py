"""Benches: run by hand with ``make bench``, never asserted by a test."""
