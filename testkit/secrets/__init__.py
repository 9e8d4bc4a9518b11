"""Secrets, the forms they take, and how they are taken out of everything that leaves a run."""
