"""Mails are written: text and HTML from one source, by templates that may be edited."""
