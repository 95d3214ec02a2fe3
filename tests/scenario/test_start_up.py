from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TREATY = Path(__file__).parent.parent / "scenarios" / "valid" / "treaty.yaml"


def test_loading_a_scenario_imports_nothing_heavy():
    heavy = ("scipy", "pandas", "matplotlib", "jsonschema", "simpy")
    code = (
        "import sys; from sim.scenario.load import load_scenario; load_scenario(sys.argv[1]); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(TREATY)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
