#!/usr/bin/env bash
# Every test that this machine can run, the fast ones first; `make test` calls this.
#
# PostgreSQL: the server at TEST_POSTGRES_URL, or one of our own where PostgreSQL is installed.
# REQUIRE_ALL=1: what would be skipped for want of a program fails (the tests read it too: tests/needs.py).
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d /tmp/scrutineer-XXXXXX)
chmod 711 "$work"
own_postgres= beside_pids=()
finish() {
    [ ${#beside_pids[@]} -eq 0 ] || kill "${beside_pids[@]}" 2> /dev/null || true
    [ -z "$own_postgres" ] || tests/postgres.sh stop "$own_postgres" || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Nothing of a development copy: neither its database nor its broker, whatever `.env` says.
export VAR_DIR=$work/var REDIS_URL=
sqlite=sqlite:///$VAR_DIR/scrutineer.sqlite3

missing=()
command -v chromium > /dev/null || missing+=(chromium)
command -v pdftotext > /dev/null || missing+=(poppler-utils)
command -v qpdf > /dev/null || missing+=(qpdf)
command -v redis-server > /dev/null || missing+=(redis-server)
if [ -z "${TEST_POSTGRES_URL:-}" ]; then
    if tests/postgres.sh found; then
        mkdir "$work/postgres"
        TEST_POSTGRES_URL=$(tests/postgres.sh start "$work/postgres")
        own_postgres=$work/postgres
    else
        missing+=(postgresql)
    fi
fi
if [ ${#missing[@]} -gt 0 ] && [ "${REQUIRE_ALL:-}" = 1 ]; then
    echo "REQUIRE_ALL=1 and not installed: ${missing[*]}" >&2
    exit 1
fi

results=()
failed=0
tests() { # DATABASE_URL PYTEST_ARGUMENT...
    DATABASE_URL=$1 .venv/bin/python -m pytest "${@:2}"
}
result_of() { # NAME CODE
    local result=passed
    case $2 in
        0) ;;
        5) result="no such tests" ;;
        *) result=FAILED failed=1 ;;
    esac
    results+=("$(printf '%-40s %s' "$1" "$result")")
}
group() { # NAME DATABASE_URL PYTEST_ARGUMENT...
    local code=0
    printf '\n--- %s\n' "$1"
    tests "${@:2}" || code=$?
    result_of "$1" $code
}

# Groups that run while another does, each in a folder of its own; `joined` waits for them and prints them.
beside_names=() beside_pids=()
beside() { # NAME DATABASE_URL PYTEST_ARGUMENT...
    local own=$work/beside-${#beside_names[@]}
    mkdir "$own"
    VAR_DIR=$own tests "${@:2}" > "$own.txt" 2>&1 &
    beside_names+=("$1")
    beside_pids+=($!)
}
joined() {
    local number
    for number in "${!beside_names[@]}"; do
        local code=0
        wait "${beside_pids[$number]}" || code=$?
        printf '\n--- %s\n' "${beside_names[$number]}"
        cat "$work/beside-$number.txt"
        result_of "${beside_names[$number]}" $code
    done
    beside_names=() beside_pids=()
}

program="queue or browser or pack"
# Tables straight from the models save seconds; the queue tests run the migrations, on either database.
group "fast tests, SQLite" "$sqlite" -n 2 --no-migrations -m "not ($program) and not wide"
# One after the other, for they wait for worker processes; that is half of their time, in which others work.
beside "queue, SQLite" "$sqlite" -m "queue and not browser"
group "wide tests, SQLite" "$sqlite" -n 2 --no-migrations -m "wide and not ($program)"
if [ -n "${TEST_POSTGRES_URL:-}" ]; then
    # Those that start and kill processes bring a database of their own: once is enough.
    beside "queue, PostgreSQL" "$TEST_POSTGRES_URL" -m "queue and not browser" \
        --ignore=tests/test_processes.py --ignore=tests/test_serve.py --ignore=tests/test_demo.py
    # Those that ask for a database, and of the wide ones those about what databases do otherwise (tests/conftest.py).
    group "fast and wide tests, PostgreSQL" "$TEST_POSTGRES_URL" -n 2 --no-migrations -m "not ($program)"
fi
# The tests of a file look at packs that were set once for it.
group "packs, SQLite" "$sqlite" -n 2 --dist loadfile --no-migrations -m "pack and not (queue or browser)"
joined
# Each file serves a product of its own, and its tests follow each other. Alone: a page that a busy machine sets
# late moves beneath the pointer.
group "browser, SQLite" "$sqlite" -n 2 --dist loadfile -m browser

printf '\n'
printf '%s\n' "${results[@]}"
if [ ${#missing[@]} -gt 0 ]; then
    printf '\nSome tests were skipped because this is not installed: %s\n' "${missing[*]}"
    printf 'To run them too: sudo apt-get install %s\n' "${missing[*]}"
fi
exit $failed
