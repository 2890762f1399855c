"""The plugin in a real WordPress that the tests serve themselves."""
