"""What came in by any door: its place in the ledger, its raw form, what a mail is."""
