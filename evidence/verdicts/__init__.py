"""How the end of a scenario counts in each environment, and what the terminal says of it."""
