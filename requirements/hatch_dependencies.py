"""Tells the wheel what it needs from requirements/base.in, so that no dependency is written twice."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Dependencies(MetadataHookInterface):
    """Reads requirements/base.in."""

    def update(self, metadata):
        """Set the dependencies of the wheel."""
        lines = Path(self.root, "requirements", "base.in").read_text(encoding="utf-8").splitlines()
        written = (line.partition("#")[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in written if line]
