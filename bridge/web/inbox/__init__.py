"""The agents' lists: tickets by view, and what waits in quarantine."""
