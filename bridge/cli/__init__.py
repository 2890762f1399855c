"""The command line; starts the other roles as processes."""
