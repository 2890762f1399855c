"""The one door for outbound HTTP."""
