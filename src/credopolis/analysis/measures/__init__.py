"""What is counted of a run, by province, group, grade and office."""
