"""Targets against which a scenario is validated, a module each."""
