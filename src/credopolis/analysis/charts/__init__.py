"""What a run shows, drawn: one picture a file, as inline SVG for where no script runs and as data for the bundle."""
