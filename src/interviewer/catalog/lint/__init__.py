"""Advice about a plan's questions: one rule a file, pure, and one row in `rules`. Deliberately not here: mistakes."""
