"""Real processes that end at the worst moment (RELIABILITY, part F)."""
