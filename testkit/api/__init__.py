"""The portal's documented API: its client, its answers, the calls that a page makes, and the limits on all of them."""
