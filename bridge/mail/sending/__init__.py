"""Mails leave: encoded, signed, handed over by SMTP."""
