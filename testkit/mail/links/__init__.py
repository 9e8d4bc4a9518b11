"""The reset link in a mail: which address it is, where it leads, how long it works, and how it is kept."""
