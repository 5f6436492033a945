"""Fixtures of the tests of the studio: one studio for all of them, and a browser for each module."""

from tests.studio.browsing import browser, installed, open_studio, tidied, tidied_after_all, watched

__all__ = ["browser", "installed", "open_studio", "tidied", "tidied_after_all", "watched"]
