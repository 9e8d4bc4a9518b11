"""The portal that a run goes to: where it is, where its API is, and a page to look at it."""
