"""What a run leaves behind: journals, traces, pictures, bundles and reports, none of them with a secret in it.

PYTEST_DONT_REWRITE
"""

pytest_plugins = [
    "evidence.plugin",
    "evidence.catalogue.plugin",
    "evidence.verdicts.plugin",  # after evidence.plugin, which takes a report in before it is judged here
    "evidence.verdicts.summary",
]
