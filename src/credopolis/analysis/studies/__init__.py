"""Many runs: designs, sweeps, sensitivity, calibration, and who makes them."""
