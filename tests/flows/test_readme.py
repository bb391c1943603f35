"""What the first page says can be typed, typed: the dossier filed by curl."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.flows.conftest import System

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="the lines are for curl, which is not here")
def test_the_lines_of_the_first_page_file_a_dossier(system: System) -> None:
    [lines] = re.findall(r"```bash\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    written = "API=http://127.0.0.1:8000/api/v1"
    assert written in lines
    here = lines.replace(written, f"API={system.address}/api/v1")

    done = subprocess.run(["bash", "-c", here], capture_output=True, text=True, timeout=60, check=False)

    first, last = done.stdout.splitlines()
    assert "Trích lục hộ tịch" in first
    assert re.fullmatch(r"H27\.30\.12-\d{6}-\d{4,}: Mới đăng ký", last), done.stderr
