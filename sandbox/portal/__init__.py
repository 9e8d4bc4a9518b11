"""The portal itself: members, passwords, tokens, sessions, limits and mail; independent of HTTP."""
