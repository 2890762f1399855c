"""Pages for people, asked through Flask's client on a real database."""
