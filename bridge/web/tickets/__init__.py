"""One ticket: its history, answering, properties, cases at vendors."""
