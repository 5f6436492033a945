"""From results to findings: what is counted, lives told, regimes compared, runs forked, studies of many runs, pages."""
