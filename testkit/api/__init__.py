"""The portal's documented API: its client, its answers, the calls that a page makes, and the limits to keep to."""
