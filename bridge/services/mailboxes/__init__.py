"""A mailbox as people set it up: name, access, templates."""
