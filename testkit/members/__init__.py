"""Members of a location: who they are, how one is made, and the accounts of a pool with their locks."""
