"""usage: check_docs.py. Links in the documents lead somewhere; commands in them exist, with their options; profiles
load, and docs/profiles.md names every key that there is.
"""

from __future__ import annotations

import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import click

from capital_spider import cli
from capital_spider.errors import CapitalSpiderError
from capital_spider.profiles import FIELDS, LISTING_FIELDS, STRIP_REASONS, load_profile

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted({ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")})
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE_SPAN = re.compile(r"`[^`\n]+`")
SHELL = {"", "sh", "bash", "shell", "console"}


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Relative links only: what other hosts hold is not ours to test."""
    for target in LINK.findall(CODE_SPAN.sub("", FENCE.sub("", text))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists():
            yield f"no such file: {target}"
        elif anchor and file.suffix == ".md" and anchor not in _anchors(file.read_text(encoding="utf-8")):
            yield f"no such heading: {target}"


def _anchors(text: str) -> set[str]:
    """As GitHub makes them: lower case, punctuation gone, a hyphen for each space."""
    headings = re.findall(r"^#+ +(.+?) *$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def wrong_commands(text: str) -> Iterator[str]:
    for language, block in FENCE.findall(text):
        if language in SHELL:
            for line in block.replace("\\\n", " ").splitlines():
                yield from _wrong_command(line)


def _wrong_command(line: str) -> Iterator[str]:
    try:
        words = shlex.split(line.removeprefix("$ "), comments=True)
    except ValueError:  # output, not a command
        return
    while words and (re.fullmatch(r"[A-Z_]+=.*", words[0])):
        words = words[1:]
    program = Path(words[0]).name if words else ""
    if program == "capital-spider" or words[1:3] == ["-m", "capital_spider"]:
        yield from _wrong_options(words[1 if program == "capital-spider" else 3 :], line)
    elif program == "make":
        targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        yield from (f"make has no target {w!r}: {line}" for w in words[1:] if "=" not in w and w not in targets)
    elif program.startswith("python") and words[1:2] == ["-m"]:
        if find_spec(words[2]) is None:
            yield f"no module {words[2]!r}: {line}"
    elif program.startswith("python") and words[1:] and words[1].endswith(".py"):
        if not (ROOT / words[1]).exists():
            yield f"no file {words[1]!r}: {line}"
    elif words[:2] == ["scrapy", "crawl"] and find_spec(f"capital_spider.spiders.{words[2]}") is None:
        yield f"no spider {words[2]!r}: {line}"


def _wrong_options(words: list[str], line: str) -> Iterator[str]:
    group: click.Group = cli._root
    context = click.Context(group)
    name = next((word for word in words if not word.startswith("-")), None)
    command = group.get_command(context, name) if name else group
    inner = words[words.index(name) + 1 :] if name else []
    if isinstance(command, click.Group) and inner and command is not group:  # "sites check"
        group, name = command, f"{name} {inner[0]}"
        command = group.get_command(context, inner[0])
    if command is None:
        yield f"no command {name!r}: {line}"
        return
    known = {option for p in (*group.get_params(context), *command.get_params(context)) for option in p.opts}
    for word in words:
        if word == "|":
            return
        if re.match(r"--?[a-z]", word) and word.split("=")[0] not in known:
            yield f"{name or 'capital-spider'} has no option {word}: {line}"


def wrong_profiles(text: str) -> Iterator[str]:
    for language, block in FENCE.findall(text):
        if language == "toml" and block.startswith("name = "):
            with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
                file.write(block)
                file.flush()
                try:
                    load_profile(file.name)
                except CapitalSpiderError as error:
                    yield str(error)


def missing_keys() -> Iterator[str]:
    text = (ROOT / "docs/profiles.md").read_text(encoding="utf-8")
    for key in (*FIELDS, *LISTING_FIELDS, *STRIP_REASONS):
        if f"`{key}`" not in text:
            yield f"docs/profiles.md: says nothing of {key}"


def main() -> int:
    wrong = [*missing_keys()]
    for path in DOCUMENTS:
        if not path.exists():
            wrong.append(f"{path.relative_to(ROOT)} is missing")
            continue
        text = path.read_text(encoding="utf-8")
        found = (*broken_links(path, text), *wrong_commands(text), *wrong_profiles(text))
        wrong += [f"{path.relative_to(ROOT)}: {w}" for w in found]
    report = "\n".join(wrong) or f"{len(DOCUMENTS)} documents: links and commands hold"
    sys.stdout.write(f"{report}\n")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
