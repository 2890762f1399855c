"""SQLAlchemy: one module per aggregate; the only room that holds SQL."""
