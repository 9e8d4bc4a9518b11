"""Start the sandbox; `python -m sandbox --help` lists its options."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace

from sandbox.announcement import Announcement
from sandbox.app import create_app
from sandbox.hosts import Hosts
from sandbox.options import Options, read_options
from sandbox.portal.people import add_administrator, add_members
from sandbox.portal.portal import Portal
from sandbox.serving import address_of, listen, serve


def main(arguments: Sequence[str]) -> int:
    """Serve until a signal or the end of standard input."""
    options = read_options(arguments)
    try:
        _start_log(options)
        asyncio.run(_run(options))
    except KeyboardInterrupt:
        return 130  # Ctrl-C while starting; later it is the server's
    except OSError as error:
        reason = f"{error.filename} can't be used: {error.strerror}" if error.filename else str(error)
        sys.stderr.write(f"sandbox: {reason}\n")
        return 2
    return 0


async def _run(options: Options) -> None:
    settings, inbox, background = options.settings, None, []
    hosts = Hosts(options)
    if not settings.smtp:
        from sandbox.inbox import serve_inbox

        http, smtp = listen(0), listen(0)
        settings, inbox = replace(settings, smtp=address_of(smtp)), f"http://{address_of(http)}"
        background.append(serve_inbox(http, smtp))
    portal = Portal(settings, hosts.locations, hosts.platform, hosts.third_party)
    background.append(portal.outbox.deliver_forever())
    people = add_administrator(portal), add_members(portal)
    said = Announcement(hosts.locations, hosts.platform or hosts.locations[0].api, settings.smtp, inbox, *people)
    text = said.as_json() if options.json else said.as_text()
    app = create_app(portal)
    if options.secrets_file:
        from sandbox.secrets_file import SecretsFile

        app = seen = SecretsFile(app, options.secrets_file)
        portal.outbox.note = seen.note_mail
    await serve(app, hosts.sockets, lambda: _say(text), background, end_with_stdin=options.json)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _start_log(options: Options) -> None:
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if options.log:
        handlers[0].setLevel(logging.WARNING)
        handlers.append(logging.FileHandler(options.log, encoding="utf-8"))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", handlers=handlers)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
