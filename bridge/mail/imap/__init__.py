"""Mailboxes are looked into over IMAP: what came, and whether what we sent is there."""
