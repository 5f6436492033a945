"""Two regimes on the same lives and draws, and where their differences come from."""
