"""usage: check_wheel.py WHEEL. The wheel holds the package as it is here: code, data, templates, py.typed; no more."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

PACKAGE = Path(__file__).parent.parent / "capital_spider"
# One of each kind, in case the folder itself lost them.
MUST = (
    "py.typed",
    "data/article.schema.json",
    "data/profiles/jnews.toml",
    "data/outlets.txt",
    "demo/templates/article.html",
    "demo/articles/abuja-bridges.toml",
)


def main(wheel: str) -> int:
    here = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    names = [name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name]
    packed = {name.removeprefix("capital_spider/") for name in names}
    wrong = [f"not in the wheel: {name}" for name in sorted(here - packed)]
    wrong += [f"only in the wheel: {name}" for name in sorted(packed - here)]
    wrong += [f"not in the package: {name}" for name in MUST if name not in here]
    report = "\n".join(wrong) or f"{Path(wheel).name}: {len(packed)} files, all that the package has"
    sys.stdout.write(f"{report}\n")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
