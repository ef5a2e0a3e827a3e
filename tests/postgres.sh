#!/usr/bin/env bash
# A PostgreSQL server of the tests' own, on a free port of 127.0.0.1, that keeps nothing for good.
#
#   tests/postgres.sh found          whether a server is installed
#   tests/postgres.sh start FOLDER   make a cluster in an empty FOLDER, start it, print its URL
#   tests/postgres.sh stop FOLDER    end it at once
set -euo pipefail

programs() {
    local newest
    newest=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    [ -n "$newest" ] || newest=$(command -v initdb) || return 1
    dirname "$newest"
}

# PostgreSQL does not run as root; its package brings a user for it.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
    local folder=$1 bin port password
    bin=$(programs)
    port=$(python3 -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
    password=$(python3 -c "import secrets; print(secrets.token_hex(16))")
    (umask 077 && echo "$password" > "$folder/password")
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$folder"; fi
    cd "$folder"
    # A password, because others on this machine reach 127.0.0.1 too and the user is a superuser.
    as_postgres "$bin/initdb" --pgdata="$folder/data" --username=scrutineer --pwfile="$folder/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync > "$folder/made.log" 2>&1 ||
        { cat "$folder/made.log" >&2; return 1; }
    as_postgres "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --silent --wait start --options="\
        -c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >&2 ||
        { cat "$folder/server.log" >&2; return 1; }
    echo "postgres://scrutineer:$password@127.0.0.1:$port/postgres"
}

stop() {
    cd "$1"
    as_postgres "$(programs)/pg_ctl" --pgdata="$1/data" --silent --mode=immediate stop
}

case ${1:-} in
    found) programs > /dev/null ;;
    start) start "$2" ;;
    stop) stop "$2" ;;
    *) sed -n '2,6s/^# \?//p' "$0" >&2; exit 2 ;;
esac
