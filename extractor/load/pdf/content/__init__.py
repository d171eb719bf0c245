"""A file's content streams, in one pass → what each page shows: characters, lines, pictures."""
