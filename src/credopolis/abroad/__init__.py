"""Other countries as they adopt parts of the apparatus: a small model of its own, over a table of countries."""
