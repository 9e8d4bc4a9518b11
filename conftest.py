"""Names the suite's pytest plugins, and nothing else; each room lists its own."""

import pytest

# A package: importing the first of its modules imports the others, before pytest has seen their names.
pytest.register_assert_rewrite("fixtures")

pytest_plugins = ["evidence", "harness", "fixtures.plugins"]
