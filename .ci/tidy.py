#!/usr/bin/python3
"""clang-tidy over the project's own sources, two at a time; a file that passed is not looked at again until what it
compiles to (after preprocessing, comments kept), a .clang-tidy or this script changes.

    .ci/tidy.py BUILD_DIR        wants compile_commands.json there
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("core", "config", "storage", "daemon", "tests")
# What only drives the gates: it would double the time of this stage, and the gates run every line of it.
NOT_EXAMINED = ("tests/simulation", "tests/storm", "tests/fuzz", "tests/bench")
TIDY = "clang-tidy-19"


def our_commands(build):
    """The compile commands of the sources that are in the repository: not of the generated ones."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if build in path.parents:
            continue
        inside = path.relative_to(ROOT)
        if inside.parts[0] in FOLDERS and not str(inside).startswith(NOT_EXAMINED):
            yield entry, path


def fingerprint(entry, salt):
    words = shlex.split(entry["command"])
    words[words.index("-o") + 1] = "-"
    words = [word for word in words if word != "-c"] + ["-E", "-C"]
    text = subprocess.run(words, cwd=entry["directory"], check=True, capture_output=True).stdout
    return hashlib.sha256(salt + text.replace(str(ROOT).encode(), b"")).hexdigest()


def examine(entry, path, build, cache, salt):
    """None when the file is clean, else what clang-tidy said."""
    passed = cache / fingerprint(entry, salt)
    if passed.exists():
        passed.touch()
        return None
    run = subprocess.run([TIDY, "--quiet", "-p", str(build), str(path)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return run.stdout or run.stderr
    passed.touch()
    return None


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    cache = pathlib.Path(home) / "harvestd-tidy"
    cache.mkdir(parents=True, exist_ok=True)
    settings = [ROOT / ".clang-tidy", ROOT / "tests" / ".clang-tidy", pathlib.Path(__file__)]
    salt = b"".join(path.read_bytes() for path in settings)
    commands = list(our_commands(build))
    if not commands:
        sys.exit("tidy: no sources in compile_commands.json")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for complaint in pool.map(lambda c: examine(*c, build, cache, salt), commands):
            if complaint:
                failed += 1
                print(complaint, flush=True)
    print(f"clang-tidy: {len(commands)} files, {failed} with complaints")
    sys.exit(1 if failed else 0)


main()
