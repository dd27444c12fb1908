#!/usr/bin/env bash
# Makes peer-cli.jsa beside peer-cli.jar: the client's classes as the JVM has them once they are loaded and checked (class
# data sharing), so that each command of scripts/peer-cli starts in half the time. Optional; to be made again after a
# build and after a change of the JVM: an archive that does not fit is not used.
#   scripts/class-archive.sh [--lay-out] [PEER_SERVICE_JAR PEER_CLI_JAR]
# --lay-out also replaces the peer's JAR by a small one with its libraries in lib/ beside it (Spring Boot's own extract),
# as the JVM archives no classes out of a JAR in a JAR, and makes peer-service.jsa: for images.
# It starts a peer of its own on loopback, lets clients send, find and fetch a small file, and ends it. About 15 s, or 30.
set -euo pipefail
lay_out=false
case "${1:-}" in
  -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
  --lay-out) lay_out=true; shift ;;
esac

repo=$(cd "$(dirname "$0")/.." && pwd)
service=$(readlink -f "${1:-$repo/peer-service/target/peer-service.jar}")
client=$(readlink -f "${2:-$repo/peer-cli/target/peer-cli.jar}")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for jar in "$service" "$client"; do
  [ -f "$jar" ] || { echo "class-archive: no $jar: build it first (./mvnw -q package -DskipTests)" >&2; exit 2; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/parvada-classes.XXXXXX")
peer=
end_peer() {
  [ -n "$peer" ] || return 0
  kill "$peer" 2>/dev/null || true
  wait "$peer" 2>/dev/null || true
  peer=
}
finish() {
  local status=$?
  if [ "$status" -ne 0 ] && [ -s "$work/peer.log" ]; then tail -n 5 "$work/peer.log" >&2; fi
  end_peer
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Below the ports that the kernel gives to outgoing connections.
free_port() {
  local port
  while port=$((10000 + RANDOM % 20000)); (: </dev/tcp/127.0.0.1/$port) 2>/dev/null; do :; done
  echo "$port"
}

run() { # LIST ACTION...: a client that writes down which classes it loads
  local list=$1
  shift
  (cd "$work" && "$java" -XX:DumpLoadedClassList="$list" -jar "$client" --port "$rest" "$@") >>"$work/clients.log" 2>&1
}

# archive JAR LIST...: of the classes that several runs loaded, each once. Numbers and classes of loaders of their own
# belong to one run. It stands in for the JVM's own archive, which some JREs come without.
archive() {
  local jar=$1 target=${1%.jar}.jsa
  shift
  cat "$@" | grep -v -e '^#' -e 'source:' | sed 's/ id: [0-9]*$//' | awk '!seen[$0]++' >"$work/classes"
  "$java" -Xshare:dump -Xlog:disable -XX:SharedClassListFile="$work/classes" -XX:SharedArchiveFile="$work/archive.jsa" \
    -cp "$jar" >/dev/null
  mv -f "$work/archive.jsa" "$target"
  echo "$target: $(wc -l <"$work/classes") classes"
}

listing=()
if $lay_out; then
  if [ ! -d "$(dirname "$service")/lib" ]; then
    "$java" -Djarmode=tools -jar "$service" extract --destination "$work/laid-out" >/dev/null
    mv "$work/laid-out/lib" "$(dirname "$service")/lib"
    mv -f "$work/laid-out/$(basename "$service")" "$service"
  fi
  listing=(-XX:DumpLoadedClassList="$work/peer.list")
fi

rest=$(free_port)
grpc=$(free_port)
mkdir "$work/share" "$work/in"
head -c 3000000 /dev/zero >"$work/sample.bin"
PEER_NAME=sample PEER_SELF_URL=http://localhost:$rest PEER_SELF_GRPC=localhost:$grpc PEER_REST_PORT=$rest PEER_GRPC_PORT=$grpc \
  PEER_BIND_ADDRESS=127.0.0.1 PEER_SHARED_DIR=$work/share PEER_STATE_DIR=$work/state \
  "$java" "${listing[@]}" -jar "$service" >"$work/peer.log" 2>&1 &
peer=$!
until run status.lst status; do
  kill -0 "$peer" 2>/dev/null || { echo "class-archive: the peer did not start" >&2; exit 1; }
  sleep 0.3
done
for action in "upload_grpc sample.bin" "download_grpc sample.bin --output in/" "locate sample.bin" "search .bin" list network_list; do
  # Twice: a machine that is busy may be too late once.
  # shellcheck disable=SC2086
  run "${action%% *}.lst" $action || run "${action%% *}.lst" $action || { cat "$work/clients.log" >&2; exit 1; }
done
end_peer # which writes its list to the end

archive "$client" "$work"/*.lst
if $lay_out; then archive "$service" "$work/peer.list"; fi
