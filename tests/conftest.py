"""Names pytest's own tool for tests of plugins; only a top-level conftest may."""

pytest_plugins = ["pytester"]
