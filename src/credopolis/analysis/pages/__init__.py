"""Findings as pages to read, with their figures."""
