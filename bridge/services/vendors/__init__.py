"""L4: cases at vendors."""
