"""`--learn`: walk the flow once with one member, and print the settings that the portal needs."""
