"""The house as its plan draws it: imports point downwards only, computed from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from capital_spider import extract
from capital_spider.pipelines import StagePipeline

PACKAGE = Path(str(files("capital_spider")))
ROOT = "capital_spider"

# The rooms, floor by floor from the ground up: a room imports from floors below only, never from its neighbours.
# A new room is entered here.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"frames"}),
    frozenset({"errors", "items", "urls", "text", "version"}),
    frozenset({"selectors"}),
    frozenset({"profiles"}),
    frozenset({"extract", "discover", "dedupe", "warc", "store"}),
    frozenset({"export", "audit", "report"}),
    frozenset({"backoff", "resolver"}),
    # Nearer to the network than spiders and pipelines, which know their refusals.
    frozenset({"middlewares", "extensions", "settings"}),
    frozenset({"spiders", "pipelines", "cluster"}),
    frozenset({"demo"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
ADAPTERS = frozenset({"backoff", "resolver", "spiders", "pipelines", "middlewares", "extensions", "cluster"})
# What ``import capital_spider`` gives may come from these rooms.
SURFACE = frozenset({"extract", "items", "errors", "version"})

MAX_LINES = 300
# file → lines that it has today and must not outgrow, and why it is one piece.
LONG_FILES = {
    "items.py": 310,  # the record's contract is read in one piece
}


@cache
def modules() -> dict[str, ast.Module]:
    """Dotted name → syntax tree, of every module of the package."""
    return {_name(f): ast.parse(f.read_text(encoding="utf-8"), str(f)) for f in sorted(PACKAGE.rglob("*.py"))}


def _name(file: Path) -> str:
    return ".".join([ROOT, *file.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")


def room_of(module: str) -> str | None:
    """The room that a module lies in; None for the package itself, its public surface."""
    return module.split(".")[1] if "." in module else None


def imports(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """(module, whether at the top of the module) of every import; ``if TYPE_CHECKING`` counts as top as well."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lazy = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) not in lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the whole name of the module"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in modules() else node.module or ""), id(node) not in lazy


def runtime_imports(module: str) -> set[str]:
    """Modules of the package that must be there before this one is: the top's imports without ``if TYPE_CHECKING``."""
    tree = ast.parse(ast.unparse(modules()[module]))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = [ast.Pass()]
    return {name for name, at_top in imports(tree) if at_top and name in modules()}


def floor(room: str) -> int:
    return next(n for n, rooms in enumerate(FLOORS) if room in rooms)


def test_every_room_has_its_floor() -> None:
    rooms = {room for module in modules() if (room := room_of(module)) is not None}
    assert rooms - {room for rooms_of_floor in FLOORS for room in rooms_of_floor} == set()


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_point_downwards(module: str) -> None:
    own = room_of(module)
    for imported, _ in imports(modules()[module]):
        room = room_of(imported)
        # The package itself gives its version only; its surface is for users.
        if not imported.startswith(f"{ROOT}.") or room is None or room == own:
            continue
        if own is None:
            assert room in SURFACE, f"{module} shows {imported}"
        else:
            assert floor(room) < floor(own), f"{module} imports {imported}, which is not below it"


def imports_scrapy(module: str) -> bool:
    return any(name.split(".")[0] in {"scrapy", "twisted"} for name, _ in imports(modules()[module]))


def test_scrapy_stays_with_the_adapters_and_the_crawl_command() -> None:
    others = [m for m in modules() if room_of(m) not in ADAPTERS and imports_scrapy(m)]
    assert others == ["capital_spider.cli.run"]


def test_every_command_but_the_crawl_starts_without_scrapy() -> None:
    """Where its modules are imported, that is done inside the crawl."""
    needed = {m for m in modules() if room_of(m) not in ADAPTERS} - {"capital_spider.cli.run"}
    while more := {name for module in needed for name in runtime_imports(module)} - needed:
        needed |= more
    assert [m for m in needed if imports_scrapy(m)] == []


def test_no_module_needs_itself() -> None:
    """No cycle: modules can be put in an order in which each finds loaded what it imports."""
    # Every import runs the package's own __init__ first: its name is no dependency of one module on another.
    waiting = {module: runtime_imports(module) - {module, ROOT} for module in modules()}
    while ready := [module for module, needs in waiting.items() if not needs & waiting.keys()]:
        for module in ready:
            del waiting[module]
    assert waiting == {}


def pipelines() -> list[type]:
    settings = Settings()
    settings.setmodule("capital_spider.settings")
    order: dict[str, int] = settings["ITEM_PIPELINES"]
    return [load_object(name) for name in sorted(order, key=order.__getitem__)]


def test_pipelines_run_the_stages_in_their_order() -> None:
    assert tuple(p.stage for p in pipelines() if issubclass(p, StagePipeline)) == extract.STAGES


def test_pages_become_articles_between_the_stages_and_the_gates() -> None:
    names = [p.__name__ for p in pipelines()]
    assert names[:2] == ["ParsePage", "CompletePage"]
    assert names[2 + len(extract.STAGES)] == "AssembleArticle"
    assert names[3 + len(extract.STAGES) :] == [
        "ArticleGate",
        "BoundsGate",
        "DuplicateGate",
        "LimitGate",
        "CountArticle",
    ]


@pytest.mark.parametrize("module", sorted(modules()))
def test_every_module_says_what_it_is_for(module: str) -> None:
    tree = modules()[module]
    assert ast.get_docstring(tree) or not tree.body


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_modules_are_short(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= LONG_FILES.get(str(file.relative_to(PACKAGE)), MAX_LINES)


def test_long_files_are_still_long() -> None:
    """One that was split leaves the list."""
    assert all(len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) > MAX_LINES for name in LONG_FILES)
