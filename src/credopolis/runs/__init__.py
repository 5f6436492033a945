"""A run from its first tick to its last: how it is begun, kept, stopped and gone on with."""
