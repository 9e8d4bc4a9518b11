"""Members that runs and `make members` create and remove, and what a run says of those it uses."""
