"""The RQ side: job entries that take ids and hand over to services."""
