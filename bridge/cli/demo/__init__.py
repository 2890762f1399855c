"""What `make demo` runs beside the bridge: WordPress, a mail sink with mailboxes, vendors."""
