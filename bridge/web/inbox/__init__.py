"""The agents' lists: tickets by view, and whatever came in."""
