"""PDF: what each page draws → text in reading order, ruled tables, and the place of both."""
