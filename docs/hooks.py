"""What the site shows that lies outside of docs/: the changelog, and the pictures that pages show."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
OUTSIDE = {"changelog.md": "CHANGELOG.md"} | {
    f"diagrams/{picture.name}": f"diagrams/{picture.name}" for picture in (ROOT / "diagrams").glob("*.svg")
}
"""Where each stands on the site, and in the repository."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add them."""
    for name, path in OUTSIDE.items():
        files.append(File.generated(config, name, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Let links lead to where they stand."""
    return markdown.replace("](../diagrams/", "](diagrams/").replace("](../CHANGELOG.md", "](changelog.md")
