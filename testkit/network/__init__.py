"""What can happen to a page's traffic, and what is seen of it."""
