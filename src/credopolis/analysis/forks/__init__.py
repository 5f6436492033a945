"""One past, several futures: a run forked at a day under reforms."""
