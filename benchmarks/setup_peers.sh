#!/usr/bin/env bash
# Make the peers' virtual environments for ladder.py, one each under benchmarks/.venvs, from the pinned files.
#   bash benchmarks/setup_peers.sh            all of them (about 2 GB)
#   bash benchmarks/setup_peers.sh mesa numba only these
# A peer that cannot be installed is said so and skipped; ladder.py then leaves it out with the reason.
set -u
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
venvs="$here/.venvs"
known=()
for file in "$here"/peers/requirements-*.txt; do
  name="${file##*/requirements-}"
  known+=("${name%.txt}")
done

python_for() {  # Mesa 3.5 needs Python 3.12; the others are at home on 3.11
  case "$1" in mesa) echo 3.12 ;; *) echo 3.11 ;; esac
}

find_python() {  # a working interpreter of version $1: on the path, or one that pyenv keeps
  local candidate
  for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1"*/bin/python; do
    if "$candidate" --version >/dev/null 2>&1; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
}

make_one() {
  local venv="$venvs/$1" file="$here/peers/requirements-$1.txt" version python
  version="$(python_for "$1")"
  python="$(find_python "$version")"
  if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --clear --python "${python:-$version}" "$venv" &&
      uv pip install --quiet --python "$venv/bin/python" -r "$file"
  else
    "${python:-python3}" -m venv --clear "$venv" && "$venv/bin/python" -m pip install --quiet -r "$file"
  fi
}

wanted=("$@")
[ "$#" -eq 0 ] && wanted=("${known[@]}")
mkdir -p "$venvs"
failed=0
for name in "${wanted[@]}"; do
  if [ ! -f "$here/peers/requirements-$name.txt" ]; then
    echo "No peer is called '$name'. Known: ${known[*]}." >&2
    exit 2
  fi
  if make_one "$name"; then
    echo "$name: ready ($(du -sh "$venvs/$name" | cut -f1))"
  else
    echo "$name: could not be installed (see above); ladder.py will leave it out" >&2
    rm -rf "${venvs:?}/$name"
    failed=1
  fi
done
exit "$failed"
