"""What a run leaves: journals, traces, pictures, bundles and reports, none of them with a secret in it.

PYTEST_DONT_REWRITE
"""

pytest_plugins = [
    "evidence.plugin",
    "evidence.catalogue.plugin",
    "evidence.verdicts.plugin",  # after evidence.plugin, whose hooks note each report first
    "evidence.verdicts.summary",
]
