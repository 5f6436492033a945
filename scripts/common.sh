# Shared by the scripts beside it: a Python environment in .venv with the versions of uv.lock. POSIX sh; meant to be read in.

say() { printf '%s\n' "credopolis: $*" >&2; }
fail() { say "$*"; exit 1; }

usable_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Print the first Python of version 3.11 or later.
find_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.11 python3.12 python3.13 python3.14 python; do
        if usable_python "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "Python 3.11 or later is needed, and none was found. Install it, or name it: PYTHON=/path/to/python3 sh scripts/start"
}

# Make .venv unless a working one is there.
make_environment() {
    if usable_python .venv/bin/python; then
        return
    fi
    python=$(find_python)
    say "making a Python environment in .venv"
    rm -rf .venv
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        command -v uv >/dev/null 2>&1 && uv venv --quiet --python "$python" .venv ||
            fail "'$python -m venv' failed. On Debian and Ubuntu: apt install python3-venv"
    fi
}

# Print a uv that works: one on the path, one in .venv, or one put there now; nothing if none can be had.
find_uv() {
    for candidate in uv .venv/bin/uv; do
        if "$candidate" --version >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    if .venv/bin/python -m pip install --quiet uv >&2 && .venv/bin/uv --version >/dev/null 2>&1; then
        printf '%s\n' .venv/bin/uv
    fi
}

# The requirements of dependency groups, one a line, for a pip that does not know groups.
group_requirements() {
    .venv/bin/python - "$@" <<'PY'
import sys
import tomllib

with open("pyproject.toml", "rb") as file:
    groups = tomllib.load(file)["dependency-groups"]
print("\n".join(line for name in sys.argv[1:] for line in groups[name]))
PY
}

# Install the package with what the studio needs.
install_studio() {
    make_environment
    uv=$(find_uv)
    say "installing what the studio needs"
    if [ -n "$uv" ]; then
        VIRTUAL_ENV= UV_PROJECT_ENVIRONMENT=.venv "$uv" sync --quiet --frozen --inexact --no-default-groups --extra studio
    else
        .venv/bin/python -m pip install --quiet --editable '.[studio]'
    fi
}

# Install the package and the dependency groups named; whatever else is in .venv stays.
install() {
    make_environment
    uv=$(find_uv)
    if [ -n "$uv" ]; then
        say "installing the versions of uv.lock${*:+ (with $*)}"
        options=""
        for group in "$@"; do options="$options --group $group"; done
        # shellcheck disable=SC2086
        VIRTUAL_ENV= UV_PROJECT_ENVIRONMENT=.venv "$uv" sync --quiet --frozen --inexact --no-default-groups $options
        return
    fi
    say "uv cannot be had; installing with pip instead. Versions may differ from those of uv.lock"
    .venv/bin/python -m pip install --quiet --editable .
    if [ $# -gt 0 ]; then
        group_requirements "$@" >.venv/groups.txt
        .venv/bin/python -m pip install --quiet --requirement .venv/groups.txt
    fi
}

# Tests start hundreds of processes, and without bytecode each would compile every module anew.
write_bytecode() { unset PYTHONDONTWRITEBYTECODE; }

# Print a browser in which the tests can open pages; nothing if there is none.
find_browser() {
    for candidate in chromium chromium-browser google-chrome chrome; do
        if command -v "$candidate"; then return; fi
    done
}

# Install Chromium where that can be done without asking: tests of pages run in it, and are left out without it.
install_browser() {
    if [ -n "$(find_browser)" ]; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing Chromium, in which pages are tested"
        quick="-qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20 -o Dpkg::Use-Pty=0"
        # shellcheck disable=SC2086
        { apt-get $quick update && DEBIAN_FRONTEND=noninteractive apt-get $quick install -y --no-install-recommends \
            chromium fonts-dejavu-core; } >/dev/null 2>&1 || true
    fi
    if [ -z "$(find_browser)" ]; then
        say "no Chromium here, and none could be installed: tests of pages are left out (Debian and Ubuntu: apt install chromium)"
    fi
}
