"""Pages for visitors and vendors, opened by the token in their address."""
