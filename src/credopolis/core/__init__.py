"""What every room needs and no domain knows: errors, faults, units, the schema of state, keyed draws."""
