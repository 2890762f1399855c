"""An SMTP sink that keeps every mail, and mailboxes in the browser to read and answer them.

Stand-alone: `python -m bridge.cli.demo.mailbox --help`. Speaks to the bridge by HTTP only.
"""
