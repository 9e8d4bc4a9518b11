"""Mailboxes, reset mails and the links in them."""
