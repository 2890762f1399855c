"""Flask: hooks, API, inbox, portal. No SQL and no rule."""
