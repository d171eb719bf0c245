"""What a finance clerk can read and correct, as data; ``rules.loaders`` reads it."""
