"""Real servers for the tests: found, started on free ports in a temporary folder, stopped.

`requirements` says what a test may need and which package brings it, `run` starts programs
that end with the test run, the other modules know one server each. The fixtures that hand
them to tests stand in `tests/conftest.py`.
"""
