"""What a rulebook does before anyone lives under it: proofs, checks and legal tests, without a simulation."""
