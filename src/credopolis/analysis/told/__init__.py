"""Findings of a run as a person likes to read them, on a terminal or in Python."""
