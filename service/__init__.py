"""Everything that has a user or a disk: the command line, the outputs, the scoring."""
