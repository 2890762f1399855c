"""The REST API `/api/v1` and its reader. CONTRACT, "REST API"."""
