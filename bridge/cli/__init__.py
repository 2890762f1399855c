"""The command line `helpdesk-bridge`; starts the other roles as processes."""

from bridge.cli.main import main

__all__ = ["main"]
