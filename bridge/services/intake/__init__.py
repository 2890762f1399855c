"""Tickets from forms, from programs, and from quarantine."""
