"""What the documents say of the code is true: commands, modules, imports, dependencies."""

import ast
import graphlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import make_cli
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("aligner", "corpora", "tmx")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def modules(package: str) -> dict[str, Path]:
    """Dotted name of each module of a package; a package itself goes by its own name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def imports(name: str, path: Path) -> Iterator[str]:
    """Dotted names that a module imports, anywhere in it."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join(filter(None, [*(parts if node.level else ()), node.module or ""]))
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def test_cli_page_is_up_to_date() -> None:
    up_to_date = make_cli.page() == read("docs/cli.md")
    assert up_to_date, "docs/cli.md differs from the commands' help: run make docs"


def test_cli_page_has_every_command_and_option() -> None:
    page = read("docs/cli.md")
    for name, command in make_cli.commands().items():
        section = page.split(f"## `egiz {name}`")[1].split("\n## ")[0]
        flags = [flag for parameter in command.params for flag in parameter.opts]
        options = [flag for flag in flags if flag.startswith("-")]
        assert options
        for option in options:
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), option


@pytest.mark.parametrize("package", PACKAGES)
def test_architecture_names_every_module(package: str) -> None:
    section = read("docs/architecture.md").split(f"\n## `{package}`\n")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `([\w.]+)` \| \S", section, re.MULTILINE)
    there = [name.removeprefix(f"{package}.") for name in modules(package) if name != package]
    assert sorted(documented) == sorted(there)


@pytest.mark.parametrize("package", ["corpora", "tmx"])
def test_package_stands_alone(package: str) -> None:
    others = set(PACKAGES) - {package}
    wrong = {
        (name, imported)
        for name, path in modules(package).items()
        for imported in imports(name, path)
        if imported.split(".")[0] in others
    }
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_make_no_circle(package: str) -> None:
    known = modules(package)
    graph = {
        # What a package offers to others it gathers from its modules; they do not ask it back.
        name: {imported for imported in imports(name, path) if imported in known} - {package, name}
        for name, path in known.items()
        if name != package
    }
    tuple(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError


def test_every_dependency_is_explained() -> None:
    extra = PROJECT["optional-dependencies"]["dev"]
    named = [re.match(r"[\w.-]+", entry)[0] for entry in PROJECT["dependencies"] + extra]
    explained = re.findall(r"^### (\S+)$", read("docs/dependencies.md"), re.MULTILINE)
    assert sorted(explained) == sorted(named)


def test_every_dependency_is_pinned() -> None:
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in read("constraints.txt").splitlines()
        if "==" in line
    }
    named = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    assert {re.match(r"[\w.-]+", entry)[0] for entry in named} <= pinned


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *sorted(p.name for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page if (ROOT / page).exists() else ROOT / "docs" / page
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{page}: {target}"


def test_readme_tells_every_property_and_column() -> None:
    from aligner.outputs import TSV_COLUMNS, WRITERS

    readme = read("README.md")
    source = read("aligner/outputs.py")
    for column in TSV_COLUMNS:
        assert f"`{column}`" in readme
    for form in WRITERS:
        assert f"--to {form}" in readme or form == "tmx"
    for prop in re.findall(r'"(x-[\w-]+)"', source):
        assert f"`{prop}`" in readme


def test_changelog_knows_this_version() -> None:
    assert PROJECT["version"] in read("CHANGELOG.md")
