"""A page's network traffic: faults, another site, and a recorder."""
