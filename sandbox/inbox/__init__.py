"""The embedded inbox: the part of Mailpit's HTTP API that the suite uses, over a real SMTP listener.

For machines on which no Mailpit can be had; `tests/inbox` holds both to the same tests.
"""
