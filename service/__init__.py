"""The translator: engines, constrained search, cascade and checks."""
