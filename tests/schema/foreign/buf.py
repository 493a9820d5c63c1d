# SPDX-License-Identifier: MIT
"""Installs buf, once for each folder."""
import pathlib
import shutil
import subprocess
import sys

PACKAGE = "@bufbuild/buf@1.75.0"


def install_buf(folder):
    """The path of buf, which npm puts into `folder`."""
    folder = pathlib.Path(folder).resolve()
    buf = folder / "node_modules" / ".bin" / "buf"
    stamp = folder / "node_modules" / ".buf"
    if not (stamp.exists() and stamp.read_text() == PACKAGE):
        if shutil.which("npm") is None:
            sys.exit("install npm: it brings buf")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-save",
                        "--prefix", folder, PACKAGE], check=True)
        stamp.write_text(PACKAGE)
    return buf
