"""Reading print with rapidocr, an optional extra (`onelane[ocr]`): 424 MB, so in a process for each form."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys

SECONDS = 60
MEMORY = 1600 * 1024 * 1024
COMMAND = (sys.executable, "-I", "-m", "onelane.gateways.forms.rapid")


class Reader:
    """Reads with the library where it is installed; nothing of it is loaded before."""

    def there(self) -> bool:
        """Tell whether the library is installed."""
        return importlib.util.find_spec("rapidocr") is not None

    def lines(self, picture: bytes) -> list[str] | None:
        """Read a picture within a minute, in a limited process of its own."""
        try:
            done = subprocess.run(COMMAND, input=picture, capture_output=True, timeout=SECONDS, check=True)
            told = json.loads(done.stdout.splitlines()[-1])
        except (subprocess.SubprocessError, ValueError, IndexError):
            return None
        return [str(line) for line in told] if isinstance(told, list) else None


def main() -> None:
    """Read the picture on the input and write its lines as JSON."""
    import resource

    from rapidocr import RapidOCR  # the optional extra

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found = RapidOCR(params={"Det.limit_type": "max", "Det.limit_side_len": 960})(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps([str(line) for line in found.txts or ()]) + "\n")


if __name__ == "__main__":
    main()
