"""Mail comes in: read from a mailbox, kept, sorted to one outcome."""
