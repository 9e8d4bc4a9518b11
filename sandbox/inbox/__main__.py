"""`python -m sandbox.inbox`: the embedded inbox by itself."""

import argparse
import asyncio
import dataclasses
import json
import os
import signal
import sys
import threading

from sandbox.inbox.server import serve


def main() -> int:
    """Serve until told to end; 2 and one line where that is impossible."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.inbox", description=__doc__)
    parser.add_argument("--http-port", type=int, default=0, metavar="N", help="port of Mailpit's API (0: a free one)")
    parser.add_argument("--smtp-port", type=int, default=0, metavar="N", help="port that takes mail (0: a free one)")
    parser.add_argument(
        "--json", action="store_true", help="print the addresses as one line of JSON; end when standard input does"
    )
    options = parser.parse_args()
    try:
        asyncio.run(run(options.http_port, options.smtp_port, as_json=options.json))
    except OSError as error:
        sys.stderr.write(f"the inbox can't start: {error}\n")
        return 2
    return 0


async def run(http_port: int, smtp_port: int, *, as_json: bool) -> None:
    """Serve until a signal, or the end of whoever started this."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    async with serve(http_port, smtp_port) as doors:
        if as_json:
            end_with_starter(loop, ended)
            say(json.dumps(dataclasses.asdict(doors)))
        else:
            say(f"Inbox: {doors.inbox}\nSMTP:  {doors.smtp}\nCtrl-C ends it.")
        await ended.wait()


def end_with_starter(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """End when standard input does, which is when its other end is gone, however that came."""

    def wait_for_end() -> None:
        # Not through sys.stdin: Python can't end while a thread waits inside it.
        while os.read(0, 4096):
            continue
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_end, daemon=True).start()


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
