"""Chromium for the journeys: found, or fetched where we may; said in one line where we may not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the path of a Chromium on this machine."""
    told = os.environ.get("BROWSER_PATH")
    return told or next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> int:
    if os.environ.get("BROWSER") == "none":
        print("BROWSER=none: tests in a browser are left out.")
        return 0
    if chromium() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdin": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        print("Installing Chromium for the browser tests ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            check=False,
            stdout=subprocess.DEVNULL,
            **quiet,
        )
    if chromium() is None:
        print("There is no Chromium for the browser tests; install one, or leave them out with BROWSER=none.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
