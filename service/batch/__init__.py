"""Many files at once: read by many processes or machines, written by one, and resumable."""
