"""From results to findings: metrics with intervals, disparity, survival, the summary, figures and the report."""
