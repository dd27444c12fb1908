#!/usr/bin/env bash
# Measures Parvada beside what people use instead, in turn, in one run, and writes docs/benchmarks.md and the pictures
# in docs/benchmarks/ from its own output. No figure there is typed by hand.
#
#   scripts/bench.sh                     every row
#   scripts/bench.sh transfer [ROW...]   moving files: P1 P2 P2b P2c P3
#   scripts/bench.sh search [N]          three peers: GET /search with all alive, one just killed, one known dead (N: 1000)
#
#   --quick    small files and two turns, to see whether it runs; writes nothing
#   --print    full size, but writes nothing
#
# Builds the JARs where they lack, and installs the rivals (root on Debian); a row says which it had to do without.
# Files are in BENCH_DIR (/dev/shm: memory) or BENCH_DISK (/var/tmp). All that is started ends with the run.
set -euo pipefail

repo=$(cd "$(dirname "$0")/.." && pwd)
memory=${BENCH_DIR:-/dev/shm}
disk=${BENCH_DISK:-/var/tmp}
work=$(mktemp -d "$memory/parvada-bench.XXXXXX")
service=$repo/peer-service/target/peer-service.jar
client=$repo/peer-cli/target/peer-cli.jar
bench=$repo/bench/target/bench.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
doc=$repo/docs/benchmarks.md
transfer_rows=(P1 P2 P2b P2c P3)
quick=false
write=true
pids=()

. "$repo/scripts/bench/rivals.sh"
. "$repo/scripts/bench/search.sh"

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

die() { echo "bench: $*" >&2; exit 1; }

build() {
  [ -f "$service" ] && [ -f "$client" ] && [ -f "$bench" ] && return
  echo "bench: building" >&2
  (cd "$repo" && ./mvnw -q -Pbench -DskipTests package) >&2
}

# section_transfer ROW: prints the section of that row.
section_transfer() {
  local plots=$repo/docs/benchmarks
  $write || plots=$work/benchmarks
  "$java" -Djava.awt.headless=true -Dbench.repository="$repo" -Dbench.memory="$memory" -Dbench.disk="$disk" \
    -Dbench.plots="$plots" -Dbench.quick=$quick -jar "$bench" "$1"
}

# measure SECTION COMMAND...: runs the command, shows what it prints and keeps it as that section of the document.
measure() {
  local name=$1
  shift
  "$@" | tee "$work/section"
  ! $write || publish "$name"
}

# publish SECTION: replaces that section of docs/benchmarks.md by what stands in $work/section.
publish() {
  [ -f "$doc" ] || printf '# Benchmarks\n\nWritten by `scripts/bench.sh` from its own output; no row is typed by hand.\n' >"$doc"
  grep -q "^<!-- $1 -->$" "$doc" || printf '\n<!-- %s -->\n<!-- end %s -->\n' "$1" "$1" >>"$doc"
  awk -v name="$1" -v file="$work/section" '
    $0 == "<!-- " name " -->" {print; while ((getline line < file) > 0) print line; skip = 1; next}
    $0 == "<!-- end " name " -->" {skip = 0}
    !skip {print}' "$doc" >"$work/doc"
  cat "$work/doc" >"$doc"
}

transfer() {
  local row
  for row in "$@"; do
    [[ " ${transfer_rows[*]} " == *" $row "* ]] || die "no row '$row': ${transfer_rows[*]}"
  done
  for row in "$@"; do measure "$row" section_transfer "$row"; done
}

arguments=()
for argument in "$@"; do
  case $argument in
    --quick) quick=true write=false ;;
    --print) write=false ;;
    --help) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit ;;
    *) arguments+=("$argument") ;;
  esac
done
set -- "${arguments[@]}"

case ${1:-all} in
  all | transfer | search) build && install_rivals ;;
esac
case ${1:-all} in
  all)
    transfer "${transfer_rows[@]}"
    if $quick; then measure search section_search 50; else measure search section_search 1000; fi
    ;;
  transfer)
    shift
    if [ $# -gt 0 ]; then transfer "$@"; else transfer "${transfer_rows[@]}"; fi
    ;;
  search) measure search section_search "${2:-1000}" ;;
  *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
