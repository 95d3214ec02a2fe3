"""Sections of our own pages are cited in code by heading, `docs/model.md, "Minds"`; each citation leads somewhere."""

import re
from pathlib import Path

import pytest

from tools.manual.markdown import headings

pytestmark = pytest.mark.quick

ROOT = Path(__file__).parent.parent
FOLDERS = ("sim", "tests", "tools", "benchmarks")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if path != Path(__file__))

CITATION = re.compile(r'(docs/[\w-]+\.md), "([^"]+)"')
NUMBERED = re.compile(r"(?<!\d, )(?<!\d\), )(?<!\d \()\b[Ss]ections? \d")
"""A section cited by number, unless of a publication (`1999, section 8`) or standard (`1.2.2 (section 10.3)`)."""


def prose(path: Path) -> str:
    """The text of a file on one line: citations may be broken over two."""
    return " ".join(path.read_text(encoding="utf-8").replace("\n# ", " ").split())


def wrong(text: str) -> list[str]:
    """Citations in a text that lead to no heading, or count sections."""
    missing = [f'{page}, "{title}"' for page, title in CITATION.findall(text) if title not in titles(ROOT / page)]
    return missing + [text[max(0, match.start() - 30) : match.end()] for match in NUMBERED.finditer(text)]


def titles(page: Path) -> list[str]:
    return list(headings(page.read_text(encoding="utf-8")).values()) if page.exists() else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_citations_lead_to_a_heading(path):
    assert not wrong(prose(path))


def test_a_wrong_citation_is_found():
    assert not wrong('See docs/model.md, "Minds". Peels are small (Friedman & Fisher 1999, section 8).')
    assert wrong('See docs/model.md, "Mind".') == ['docs/model.md, "Mind"']
    assert wrong('See docs/nowhere.md, "Minds".')
    for numbered in ("model section 4", "model.md, section 2", "(section 10 of the model)", "Model sections 2 and 4"):
        assert wrong(numbered), numbered
    assert sum(len(CITATION.findall(prose(path))) for path in FILES) >= 12


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_pages_link_to_sections_and_do_not_count_them(page):
    assert not NUMBERED.findall(prose(page))
