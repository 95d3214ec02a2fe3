"""Write the generated pages of ``docs/``."""

from __future__ import annotations

from tools.manual.pages import DOCS, PAGES, make_page


def main() -> None:
    """Write every page that differs from what the code now says."""
    for name in PAGES:
        path, text = DOCS / name, make_page(name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
