"""Make the environment in .venv from the locks, with nothing but python3; quick when nothing changed.

    python3 requirements/install.py base     what the office needs to run
    python3 requirements/install.py dev      and what its tests and guard rails need

This file must also be readable by the old Pythons that it turns away, so it uses no new syntax.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV = os.path.join(VENV, "bin", "uv")
STAMPS = os.path.join(VENV, "onelane-stamps.json")
OLDEST = (3, 11)


def main(wanted):
    """Bring .venv to what the locks say; each part is done again only when its files changed."""
    if sys.version_info < OLDEST:
        sys.exit(
            "OneLane needs Python %d.%d or later, and this is %d.%d; name another one: make PYTHON=python3.12 ..."
            % (OLDEST + sys.version_info[:2])
        )
    make_environment()
    step("uv", ["requirements/uv.txt"], install_uv)
    lock = "requirements/%s.txt" % wanted
    step(wanted, [lock], lambda: uv("install", "--require-hashes", "-r", lock))
    step("onelane", ["pyproject.toml"], lambda: uv("install", "--no-deps", "--no-build-isolation", "-e", "."))
    if os.path.isfile(os.path.join(ROOT, "frontend", "pyproject.toml")):
        step("frontend", files_below("frontend"), install_frontend)
    subprocess.check_call([os.path.join(VENV, "bin", "onelane"), "compile-messages", "--quiet"], cwd=ROOT)


def make_environment():
    """Create .venv; Debian parts venv from python3, so there it is fetched when it may be."""
    if os.path.exists(PYTHON):
        return
    print("Making the environment in .venv ...", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", VENV], stdout=subprocess.DEVNULL) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    package = "python%d.%d-venv" % sys.version_info[:2]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.call(["apt-get", "update", "-qq"])
        subprocess.check_call(["apt-get", "install", "-y", "-qq", package], stdin=subprocess.DEVNULL)
        subprocess.check_call([sys.executable, "-m", "venv", VENV])
        return
    sys.exit("This Python cannot make environments; install its venv module first (Debian: %s)." % package)


def install_uv():
    """Fetch uv with pip, checked against its hashes; uv then fetches everything else."""
    subprocess.check_call(
        [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
        + ["-r", "requirements/uv.txt"],
        cwd=ROOT,
    )


def install_frontend():
    """Build the style sheets and scripts into a wheel of their own; non-editable, because they are generated."""
    uv("install", "--no-deps", "--no-build-isolation", "--reinstall", "./frontend")


def uv(*words):
    """Run `uv pip`, which is told of the mirror that pip is set up for, for it reads no settings of pip."""
    # Whichever of several indexes has the very file that the lock names may give it: the hash decides.
    environment = dict(os.environ, VIRTUAL_ENV=VENV, UV_INDEX_STRATEGY="unsafe-best-match")
    environment.setdefault("UV_SYSTEM_CERTS", "1")  # as pip: a mirror's own authority is known to the machine
    for setting, variable in (
        ("index-url", "UV_DEFAULT_INDEX"),
        ("extra-index-url", "UV_INDEX"),
        ("cert", "SSL_CERT_FILE"),
        ("cert", "NODE_EXTRA_CA_CERTS"),
    ):
        told = pip_setting(setting)
        if told and variable not in environment:
            environment[variable] = told
    command = [UV, "pip", words[0], "-q"] + list(words[1:])
    if subprocess.call(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL) != 0:
        sys.exit("Setting up stopped in: %s" % " ".join(command[1:]))


def pip_setting(name):
    """Return what pip's files or environment say for a setting, or nothing."""
    found = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    for line in found.stdout.decode().splitlines():
        key, _, value = line.partition("=")
        if key in ("global." + name, "install." + name, ":env:." + name):
            return value.strip().strip("'\"").replace("\\n", " ")
    return ""


def step(name, files, work):
    """Do `work` unless it was done for these very contents."""
    digest = hashlib.sha256(sys.version.encode())
    for path in files:
        with open(os.path.join(ROOT, path), "rb") as file:
            digest.update(path.encode() + b"\0" + file.read())
    stamps = read_stamps()
    if stamps.get(name) == digest.hexdigest():
        return
    print("Setting up: %s ..." % name, flush=True)
    work()
    stamps[name] = digest.hexdigest()
    with open(STAMPS, "w") as file:
        json.dump(stamps, file, indent=1)


def read_stamps():
    """Return which part was last done for which contents."""
    try:
        with open(STAMPS) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def files_below(folder):
    """List the files that a built folder depends on, without what building leaves there."""
    found = []
    for here, folders, names in os.walk(os.path.join(ROOT, folder)):
        left_out = ("node_modules", "dist", "build", "static", "__pycache__")
        folders[:] = sorted(name for name in folders if name not in left_out)
        found += [os.path.relpath(os.path.join(here, name), ROOT) for name in sorted(names)]
    return found


if __name__ == "__main__":
    os.umask(0o022)
    main(sys.argv[1] if len(sys.argv) > 1 else "base")
