"""Tables that lack lines: their rows, columns and headings, told from words and colours."""
