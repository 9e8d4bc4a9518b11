"""Start the sandbox: `python -m sandbox --help` explains."""

import contextlib
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace

from sandbox.embedded_inbox import InboxError, announced_by, embedded_inbox
from sandbox.options import Options, read_options

NAMES = ("Harbour House", "Garden House")


def main(arguments: Sequence[str]) -> int:
    """Serve until ended."""
    options = read_options(arguments)
    try:
        _start_log(options)
        _run(options)
    except KeyboardInterrupt:
        return 130  # Ctrl-C while starting; later it is the server's
    except (OSError, InboxError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 2
    return 0


def _run(options: Options) -> None:
    with contextlib.ExitStack() as stack:
        # First the inbox: it starts while this process is still busy importing.
        process = stack.enter_context(embedded_inbox()) if not options.settings.smtp else None
        from sandbox.announcement import Announcement
        from sandbox.portal.location import Location
        from sandbox.portal.people import add_administrator, add_members
        from sandbox.portal.portal import Portal
        from sandbox.serving import listen, serve

        settings, inbox = options.settings, None
        names = NAMES if options.second_location else NAMES[:1]
        wanted = [options.port, *(0 for _ in names[1:])]
        if settings.origins == "three":
            wanted += [options.api_port, *(0 for _ in names[1:]), options.admin_port]
        sockets = [stack.enter_context(listen(port)) for port in wanted]
        ports = [listener.getsockname()[1] for listener in sockets]
        apis = ports[len(names) :] if settings.origins == "three" else ports
        locations = tuple(
            Location(number, name, port, api, own_path=settings.own_path, mail_links=settings.mail_links)
            for number, (name, port, api) in enumerate(zip(names, ports, apis, strict=False), start=1)
        )
        platform = f"http://127.0.0.1:{ports[-1]}" if settings.origins == "three" else ""
        if process:
            announced = announced_by(process)
            settings, inbox = replace(settings, smtp=announced.smtp), announced.inbox
        portal = Portal(settings, locations, platform)
        people = add_administrator(portal), add_members(portal)
        said = Announcement(locations, platform or locations[0].api, settings.smtp, inbox, *people)
        text = said.as_json() if options.json else said.as_text()
        serve(portal, sockets, lambda: _say(text), end_with_stdin=options.json)


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
