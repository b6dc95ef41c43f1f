"""A supervisor of one sleeping child, as a program of its own, for tests that kill it."""

from __future__ import annotations

import os
import sys

from onelane.command.run.supervisor import Child, Supervisor

# The child writes its line in one piece, so that lines of parent and child do not mix.
CHILD = "import os, time; os.write(1, b'child %d' % os.getpid() + bytes([10])); time.sleep(60)"


if __name__ == "__main__":
    child = Child("sleeper", [sys.executable, "-c", CHILD], dict(os.environ))
    Supervisor([child], say=lambda told: print(told, flush=True)).run(lambda: print("started", flush=True))
    print("stopped", flush=True)
