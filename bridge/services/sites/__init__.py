"""WordPress sites: connected, reached, checked."""
