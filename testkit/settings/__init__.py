"""Settings and credentials of an environment."""
