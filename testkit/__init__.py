"""What fixtures and harness are built from: the API client, mail, members, attacks, network, settings, secrets.

Uses neither pytest fixtures nor page objects.
"""
