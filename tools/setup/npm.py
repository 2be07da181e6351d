"""Runs npm in `dashboard/` with the Node of the PATH, or with the one that set-up installed: `npm.py run check`."""

from __future__ import annotations

import subprocess
import sys

from interviewer.embedded import dashboard_build, places, toolchains

if not (dashboard_build.folder() / "package.json").is_file():
    raise SystemExit(0)
node = toolchains.find(toolchains.NODE, places.cache_dir())
command = [*toolchains.npm(node), "--silent", *sys.argv[1:]]
raise SystemExit(subprocess.call(command, cwd=dashboard_build.folder(), env=toolchains.environment(node)))
