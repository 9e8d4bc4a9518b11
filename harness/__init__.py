"""How a run is made: options, portals, browsers, shards, interrupts; the doctor; and what a machine lacks.

PYTEST_DONT_REWRITE
"""

pytest_plugins = [
    "harness.plugin",
    "harness.pool_notice",
    "harness.contract_drift",
    "harness.sharding",
    "harness.interrupts",
]
