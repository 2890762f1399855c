"""Use cases: a function each, one transaction each."""
