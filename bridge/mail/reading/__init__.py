"""Mails are understood: MIME, headers, the new words of a reply."""
