"""Compiles the kernel when Rõ Tin is installed; where it cannot be, says what is missing, and the install goes on."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FLAGS: Final = ("-std=c11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-Wall", "-Wextra", "-DNDEBUG")


SOURCES: Final = ("vietnamese/kernel.c", "rules/kernel.c")


class KernelHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is there only while building
    """Puts ``_kernel*.so`` beside each source, for installs of this tree as for wheels."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile, as hatchling asks before it builds."""
        if self.target_name != "wheel":
            return
        for source in SOURCES:
            problem, made = compile_kernel(Path(self.root, source))
            if made is None:
                self.app.display_warning(f"{source} is not compiled, everything works without it: {problem}")
                continue
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
            build_data["artifacts"].append(f"/{made.relative_to(self.root)}")


def compile_kernel(source: Path) -> tuple[str, Path | None]:
    """Compile for the Python that runs this; return what went wrong, or an empty text and the file."""
    made = source.with_name(f"_kernel{sysconfig.get_config_var('EXT_SUFFIX')}")
    made.unlink(missing_ok=True)  # what cannot be compiled anew is not left as it was
    headers, compiler = sysconfig.get_path("include"), _compiler()
    if not Path(headers, "Python.h").exists():
        return f"{headers}/Python.h is missing", None
    if not compiler:
        return "there is no C compiler", None
    half = made.with_suffix(f".{os.getpid()}")
    flags = [*FLAGS, *shlex.split(os.environ.get("CFLAGS", ""))]
    command = [*compiler, *flags, f"-I{headers}", str(source), "-o", str(half)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)  # noqa: S603 - our own words
        half.replace(made)  # at once: whoever has the old one open keeps it
    except subprocess.CalledProcessError as error:
        return f"{shlex.join(command)}: {error.stderr.strip()[-2000:]}", None
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{shlex.join(command)}: {error}", None
    finally:
        half.unlink(missing_ok=True)
    return "", made


def _compiler() -> list[str]:
    """Return the compiler this Python was built with, or the machine's own."""
    for named in (os.environ.get("CC"), sysconfig.get_config_var("CC"), "cc", "gcc", "clang"):
        words = shlex.split(named or "")
        if words and shutil.which(words[0]):
            return words
    return []
