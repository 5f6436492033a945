"""Fixtures of the tests in a browser."""

from tests.studio.browsing import browser, installed, watched

__all__ = ["browser", "installed", "watched"]
