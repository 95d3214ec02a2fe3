"""``python -m tools.lessons``: write the pages of docs/lessons anew, with the model's figures as they are now."""

from __future__ import annotations

import sys

from tools.lessons.pages import FOLDER, pages


def main() -> None:
    """Write every page, and take away pages that there are no more."""
    texts = pages()
    for path in [*FOLDER.rglob("*.md"), *FOLDER.rglob("*.html")]:
        if path not in texts:
            path.unlink()
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"Wrote {len(texts)} pages.\n")


if __name__ == "__main__":
    main()
