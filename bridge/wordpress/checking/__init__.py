"""The site check: what stands in the way, told apart by what the site answers."""
