"""`--watch`: run again what a change touches."""
