"""`/settings`: what administrators and leads set up by hand."""
