"""The company desk: what a rulebook means for a company that describes itself. No society is needed, and no person."""
