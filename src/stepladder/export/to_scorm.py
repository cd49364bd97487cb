"""The explorer's page as a SCORM 1.2 package: a zip of the page and of the manifest that a learning platform reads.

The zip is the same bytes for the same page, whatever the clock, the machine and its compressor: names in order, one
fixed time, and nothing compressed. Knows nothing of files.
"""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from stepladder.export.words import footer, one_line
from stepladder.model.pathway import Pathway

PAGE = "index.html"
MANIFEST = "imsmanifest.xml"

ORGANIZATION = "stepladder"

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip can say."""

MOST_TITLE, MOST_DESCRIPTION = 200, 1000
"""Characters that a platform must keep of a title and of a description; it may cut what is longer anywhere."""


def to_scorm(pathway: Pathway, page: str) -> bytes:
    """The bytes of a package that runs the page.

    Args:
        pathway: what the page shows.
        page: the whole HTML text, with `script()` in it.
    """
    held = {MANIFEST: manifest(pathway), PAGE: page}
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as package:
        for name in sorted(held):
            info = ZipInfo(name, EARLIEST)
            info.create_system = 3  # as on Unix, also where it is not
            info.external_attr = 0o644 << 16
            package.writestr(info, held[name].encode("utf-8"))
    return made.getvalue()


def script() -> str:
    """The script that goes into the page and reports to the platform."""
    return files("stepladder.explore").joinpath("static", "scorm.js").read_text(encoding="utf-8")


def manifest(pathway: Pathway) -> str:
    """The XML that says what the package is: one item, one page, the version, and the disclaimer."""
    language = quoteattr(_cut(pathway.language, 35) or "en")
    title = escape(_cut(pathway.title, MOST_TITLE) or pathway.id)
    about = escape(_cut(footer(pathway), MOST_DESCRIPTION))
    item = f"{ORGANIZATION}-item"
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier={quoteattr(f"stepladder-{pathway.id}")} version={quoteattr(pathway.version)}
    xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
    <imsmd:lom>
      <imsmd:general>
        <imsmd:title><imsmd:langstring xml:lang={language}>{title}</imsmd:langstring></imsmd:title>
        <imsmd:description><imsmd:langstring xml:lang={language}>{about}</imsmd:langstring></imsmd:description>
      </imsmd:general>
      <imsmd:lifecycle>
        <imsmd:version><imsmd:langstring xml:lang="x-none">{escape(pathway.version)}</imsmd:langstring></imsmd:version>
      </imsmd:lifecycle>
    </imsmd:lom>
  </metadata>
  <organizations default="{ORGANIZATION}">
    <organization identifier="{ORGANIZATION}">
      <title>{title}</title>
      <item identifier="{item}" identifierref="page">
        <title>{title}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="{PAGE}">
      <file href="{PAGE}"/>
    </resource>
  </resources>
</manifest>
"""


def _cut(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"
