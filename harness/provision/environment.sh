#!/bin/sh
# Makes the Python environment: environment.sh FOLDER LOCK. The one part of setting up that can't be Python itself.
set -eu
folder=$1
lock=$2

fail() {
    echo "$1" >&2
    exit 2
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# The newest that is on this machine by name; `python3` first, since it is what the person means.
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    fail "Python 3.11 or newer is needed, and $(python3 --version 2>/dev/null || echo 'no Python') is here: install python3.11"
}

# Debian and Ubuntu ship `venv` without what it needs, in a package of its own.
install_venv() {
    package="$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "Python can't make environments here: apt-get install $package"
    echo "environment: installing $package"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install --yes --no-install-recommends "$package"; } >/dev/null 2>&1 </dev/null ||
        fail "$package can't be installed: apt-get install $package"
}

# An environment that works is brought up to date, one of an old or vanished Python is made anew.
if ! new_enough "$folder/bin/python"; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_venv "$python"
    rm -rf "$folder"
    "$python" -m venv "$folder"
fi
echo "environment: installing the locked packages into $folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: --requirement "$lock" || fail "the packages in $lock can't be installed: see above"
