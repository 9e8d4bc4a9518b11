"""Names the fixture modules as pytest plugins, and nothing else."""

pytest_plugins = [
    "evidence.plugin",
    "fixtures.run",
    "fixtures.people",
    "fixtures.browser",
    "fixtures.variants",
    "fixtures.expired_link",
    "fixtures.probes",
    "fixtures.overheard",
    "fixtures.another_site",
    "fixtures.marked_up",
    "fixtures.no_mail",
    "fixtures.enumeration",
    "fixtures.suspended_member",
    "fixtures.refused_mail",
    "fixtures.reset_mail",
]
