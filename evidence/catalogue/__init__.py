"""The catalogue of scenarios, and the statements of good practice that they name."""
