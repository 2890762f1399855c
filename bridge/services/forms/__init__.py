"""Forms: which field means what, what changed in them, how often they may be sent."""
