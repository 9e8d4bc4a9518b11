"""The portal itself: members, passwords, tokens, sessions, limits and mail; it knows nothing of HTTP."""
