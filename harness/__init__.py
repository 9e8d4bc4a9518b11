"""How a run is made: options, portals, browsers, shards, interrupts; the doctor; what has to be installed.

PYTEST_DONT_REWRITE
"""

pytest_plugins = [
    "harness.plugin",
    "harness.watch.plugin",
    "harness.members.notice",
    "harness.members.created",
    "harness.selection",
    "harness.invariants",
    "harness.sharding",
    "harness.interrupts",
    "harness.not_verifiable",
    "harness.covered_controls",
]
