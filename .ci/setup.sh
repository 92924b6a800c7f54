# Makes .venv ready for this checkout. Sourced by ./demo and ./check, which set $root first.
# shellcheck shell=sh disable=SC2154

UV_VERSION=0.13.9
venv=$root/.venv
program=${0##*/}

# What the caller's shell says about Python must not leak into ours.
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV UV_PYTHON UV_PROJECT_ENVIRONMENT
export UV_PYTHON_DOWNLOADS=never

# set_up run|dev: returns at once when .venv already fits uv.lock; "dev" adds the tools that ./check uses.
set_up() {
    is_ready "$1" && return
    lock
    is_ready "$1" || make_ready "$1"
    unlock
}

# ---- the state of .venv ----

is_ready() {
    [ -x "$venv/bin/triplicate" ] && [ -f "$venv/ready" ] || return 1
    recorded=$(cat "$venv/ready")
    facts=$(facts)
    [ "$recorded" = "$facts for dev" ] || [ "$1: $recorded" = "run: $facts for run" ]
}

# Change with the checkout's place, its interpreter and the locked packages.
facts() {
    identity
    cksum <"$root/uv.lock"
    cksum <"$root/pyproject.toml"
    echo "uv $UV_VERSION"
}

identity() {
    echo "Python $(version_of "$venv/bin/python") in $root"
}

# A venv breaks when its interpreter goes, when the checkout moves, and when its making was cut short.
is_usable() {
    [ ! -e "$venv/unfinished" ] && "$venv/bin/python" -c 'import pip' 2>/dev/null || return 1
    [ ! -f "$venv/ready" ] || [ "$(head -n 1 "$venv/ready")" = "$(identity)" ]
}

# ---- making it ----

make_ready() {
    is_usable || make_venv
    mark_unfinished
    rm -f "$venv/ready"
    install_uv
    case $1 in
        run) sync_packages --no-dev --inexact ;;
        dev) sync_packages ;;
    esac
    echo "$(facts) for $1" >"$venv/ready"
    rm "$venv/unfinished"
}

make_venv() {
    find_python
    say "setting up .venv with Python $(version_of "$python"), which takes a minute the first time"
    { rm -rf "$venv" && mark_unfinished && "$python" -m venv "$venv"; } ||
        die "$python could not make a virtual environment in $venv."
}

mark_unfinished() {
    mkdir -p "$venv"
    : >"$venv/unfinished"
}

install_uv() {
    [ "$("$venv/bin/uv" --version 2>/dev/null | cut -d ' ' -f 2)" = "$UV_VERSION" ] && return
    output=$("$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --retries 2 \
        "uv==$UV_VERSION" 2>&1) ||
        die "could not install uv $UV_VERSION from PyPI, is the network reachable? pip said:" \
            "$(printf '%s\n' "$output" | grep . | tail -n 1)"
}

sync_packages() {
    [ -t 2 ] || set -- --quiet "$@"
    "$venv/bin/uv" sync --frozen --compile-bytecode --directory "$root" --python "$venv/bin/python" "$@" ||
        die "could not install the packages named in uv.lock (the reason is above), is the network reachable?"
}

# ---- interpreters ----

find_python() {
    lacks_venv=
    while IFS= read -r python; do
        version=$(version_of "$python") || continue
        case $version in 3.[0-9] | 3.10 | [!3]*) continue ;; esac
        "$python" -c 'import ensurepip, venv' 2>/dev/null && return
        lacks_venv=${lacks_venv:-$python}
    done <<END
$(on_path python3 python3.14 python3.13 python3.12 python3.11 python)
END
    [ -z "$lacks_venv" ] ||
        die "$lacks_venv has no venv module; install it (Debian and Ubuntu: apt install python3-venv)."
    die "no Python 3.11 or newer was found on PATH; install one and run $program again."
}

version_of() {
    "$1" -IS -c 'import sys; print("%d.%d" % sys.version_info[:2])' </dev/null 2>/dev/null
}

# Every file of these names, not only the first of each: that one may be a launcher which cannot run.
on_path() (
    IFS=:
    set -f
    for name do
        for dir in $PATH; do
            case $dir in "" | "$root"/*) continue ;; esac
            [ ! -f "$dir/$name" ] || [ ! -x "$dir/$name" ] || printf '%s\n' "$dir/$name"
        done
    done
)

# ---- one set-up at a time ----

# A holder that died is replaced in place, so that two heirs cannot both inherit.
lock() {
    waited=
    trap unlock EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    until mkdir "$venv.lock" 2>/dev/null; do
        [ -d "$venv.lock" ] || [ -w "$root" ] || die "$root is not writable, and .venv has to be made in it."
        [ -n "$waited" ] || say "another set-up is running, waiting for it"
        waited=yes
        holder=$(lock_holder)
        sleep 1
        if [ "$holder" = "$(lock_holder)" ] && ! kill -0 "$holder" 2>/dev/null && inherit_lock "$holder"; then
            return
        fi
    done
    echo $$ >"$venv.lock/holder"
}

inherit_lock() {
    mkdir "$venv.lock/heir" 2>/dev/null || return 1
    [ "$(lock_holder)" = "$1" ] && echo $$ >"$venv.lock/holder"
    rmdir "$venv.lock/heir"
    [ "$(lock_holder)" = $$ ]
}

lock_holder() {
    cat "$venv.lock/holder" 2>/dev/null || :
}

unlock() {
    [ "$(lock_holder)" != $$ ] || rm -rf "$venv.lock"
    trap - EXIT INT TERM
}

# ---- telling ----

say() {
    printf '%s: %s\n' "$program" "$*" >&2
}

die() {
    say "$@"
    exit 1
}
