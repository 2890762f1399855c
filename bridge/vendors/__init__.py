"""Adapters that carry a case to a vendor and check what comes back."""
