"""How a run is made: options, portals, browsers, shards, interrupts; the doctor; what has to be installed.

PYTEST_DONT_REWRITE
"""

pytest_plugins = [
    "harness.plugin",
    "harness.pool_notice",
    "harness.created_members",
    "harness.contract_drift",
    "harness.selection",
    "harness.invariants",
    "harness.sharding",
    "harness.interrupts",
    "harness.not_verifiable",
    "harness.covered_controls",
]
