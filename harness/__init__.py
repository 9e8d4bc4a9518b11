"""How a run is made: options, portals, browsers, shards, interrupts; the doctor; and what a machine lacks."""
