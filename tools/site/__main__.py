"""Build the site: gather its pages, then let mkdocs make them; any warning is an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.site.gallery import write_gallery
from tools.site.lectures import write_lectures
from tools.site.pages import ROOT, gather
from tools.site.python_names import write_names

CONFIG = Path(__file__).parent / "mkdocs.yml"
SOURCE = ROOT / "build" / "site-pages"


def main(out: Path) -> int:
    """Build the site into a folder; return the exit status."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    gather(SOURCE)
    write_names(SOURCE / "docs")
    with ThreadPoolExecutor(1) as beside:  # the lectures run in processes of their own
        lectures = beside.submit(write_lectures, SOURCE / "docs")
        write_gallery(SOURCE / "docs")
        lectures.result()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"]
    command += ["--config-file", str(CONFIG), "--site-dir", str(out.resolve())]
    return subprocess.run(command, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site"))
