"""What the site shows that is no page in docs/: the changelog, pictures, and the pages of `stepladder explain`."""

from pathlib import Path

from click.testing import CliRunner
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from stepladder.cli.main import group

ROOT = Path(__file__).parents[1]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add them."""
    files.append(File.generated(config, "changelog.md", abs_src_path=str(ROOT / "CHANGELOG.md")))
    files.append(File.generated(config, "diagnostics.md", content=_diagnostics()))
    for picture in sorted((ROOT / "diagrams").glob("*.svg")):
        files.append(File.generated(config, f"diagrams/{picture.name}", abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Let links to what lies outside of docs/ lead to where it stands on the site."""
    return markdown.replace("](../diagrams/", "](diagrams/").replace("](../CHANGELOG.md", "](changelog.md")


def _diagnostics() -> str:
    parts = ["# Diagnostics\n\nWhat `stepladder explain` says of each code."]
    for line in _explain().splitlines():
        title, _, page = _explain(line.split()[0]).partition("\n")
        parts.append(f"## {' '.join(title.split())}\n{page}")
    return "\n\n".join(parts)


def _explain(*arguments: str) -> str:
    return CliRunner().invoke(group, ["explain", *arguments], catch_exceptions=False).stdout
