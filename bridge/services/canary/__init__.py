"""A site's daily test entry, from its form to its answer."""
