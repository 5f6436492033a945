"""When and in what order things happen; what they mean is said by the mechanisms."""
