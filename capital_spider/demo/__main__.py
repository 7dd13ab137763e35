"""``python -m capital_spider.demo [PORT]`` serves the sample site until Ctrl-C."""

from __future__ import annotations

import sys
import threading

from capital_spider.demo import DemoSite


def main(arguments: list[str]) -> None:
    with DemoSite(int(arguments[0]) if arguments else 0) as site:
        sys.stdout.write(f"{site.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
