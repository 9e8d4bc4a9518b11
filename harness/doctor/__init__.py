"""The doctor: is an environment fit for a run, and what to do where it is not."""
