"""The command that adds an extra works for how the package was installed."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from credopolis.core.extras import MissingExtra, command_for, install_command, need

_WHEEL = {"url": "file:///a%20place/credopolis-0.1.0-py3-none-any.whl", "archive_info": {}}
_CHECKOUT = {"url": "file:///a%20place/credopolis", "dir_info": {"editable": True}}
_COPY = {"url": "file:///b/credopolis", "dir_info": {}}
_GIT = {"url": "https://host.example/credopolis.git", "vcs_info": {"vcs": "git", "commit_id": "a1b2"}}


@pytest.mark.parametrize(
    ("installer", "source", "prefix", "wanted"),
    [
        ("pip", {}, "/v", ["/v/py", "-m", "pip", "install", "credopolis[studio]"]),
        ("", {}, "/v", ["/v/py", "-m", "pip", "install", "credopolis[studio]"]),
        ("uv", {}, "/v", ["uv", "pip", "install", "--python", "/v/py", "credopolis[studio]"]),
        ("pip", _WHEEL, "/v", ["/v/py", "-m", "pip", "install", f"credopolis[studio] @ {_WHEEL['url']}"]),
        ("pip", _CHECKOUT, "/v", ["/v/py", "-m", "pip", "install", "--editable", "/a place/credopolis[studio]"]),
        ("uv", _CHECKOUT, "/v", ["uv", "pip", "install", "--python", "/v/py", "--editable",
                                 "/a place/credopolis[studio]"]),
        ("pip", _COPY, "/v", ["/v/py", "-m", "pip", "install", "/b/credopolis[studio]"]),
        ("pip", _GIT, "/v", ["/v/py", "-m", "pip", "install",
                             "credopolis[studio] @ git+https://host.example/credopolis.git@a1b2"]),
        ("pip", {}, "/h/.local/share/pipx/venvs/credopolis", ["pipx", "install", "--force", "credopolis[studio]"]),
        ("uv", {}, "/h/.local/share/uv/tools/credopolis", ["uv", "tool", "install", "--force", "credopolis[studio]"]),
    ],
)  # fmt: skip
def test_the_command_is_that_of_the_installation(
    installer: str, source: dict[str, Any], prefix: str, wanted: list[str]
) -> None:
    assert shlex.split(command_for("studio", installer, source, prefix, "/v/py")) == wanted


def test_an_error_names_it() -> None:
    with pytest.raises(MissingExtra) as refused:
        need("no_such_library_of_an_extra", "This", "scale")
    assert str(refused.value).endswith(install_command("scale")) and "[scale]" in install_command("scale")


def test_metadata_that_cannot_be_read_give_the_plain_command(tmp_path: Path) -> None:
    """Installed without metadata, or with damaged ones: no traceback, and a command."""
    code = (
        "import importlib.metadata as m, sys\n"
        "class D:\n"
        "    def read_text(self, name): return sys.argv[1]\n"
        "m.distribution = lambda name: D()\n"
        "from credopolis.core.extras import install_command\n"
        "print(install_command('scale'))"
    )
    for text in ("{", json.dumps(["no", "mapping"]), ""):
        done = subprocess.run([sys.executable, "-c", code, text], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == f"{shlex.quote(sys.executable)} -m pip install 'credopolis[scale]'"
