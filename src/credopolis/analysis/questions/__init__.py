"""Questions that a paper would ask of a regime, each answered by one command with both kinds of doubt."""
