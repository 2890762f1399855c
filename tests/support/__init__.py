"""What tests of the whole service share: a wired helpdesk, signed pushes, mails, vendors."""
