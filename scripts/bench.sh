#!/usr/bin/env bash
# Measures Parvada beside something it can be compared with, in one run, and writes docs/benchmarks.md from its own
# output. No figure there is typed by hand.
#
#   scripts/bench.sh search [N]    three peers: GET /search with all alive, one just killed, one known dead (N: 1000)
#
# Needs the JARs (./mvnw package) and curl. Peers listen on loopback and end with the run.
set -euo pipefail

repo=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${BENCH_DIR:-/dev/shm}/parvada-bench.XXXXXX")
service=$repo/peer-service/target/peer-service.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
pids=()

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

die() { echo "bench: $*" >&2; exit 1; }
get() { curl -fsS -m 5 "$@"; }
state_of() { get "http://localhost:8001/peers" | tr -d ' \n' | grep -o "\"name\":\"$1\"[^{]*{*[^}]*\"state\":\"[a-z]*\"" | grep -o '[a-z]*"$' | tr -d '"' || true; }

until_true() {
  local seconds=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || die "$what: not within $seconds s"
    sleep 0.2
  done
}

start_peers() {
  local n
  [ -f "$service" ] || die "no $service: run ./mvnw package first"
  cp -R "$repo/data" "$repo/configs" "$work/"
  for n in 1 2 3; do
    (cd "$work" && PEER_CONFIG=configs/peer$n.json exec "$java" -jar "$service" >"$work/peer$n.log" 2>&1) &
    pids[$n]=$!
  done
  for n in 1 2 3; do until_true 90 "peer$n answers" get "http://localhost:800$n/status"; done
  until_true 30 "peer2 is alive" has_state peer2 alive
  until_true 30 "peer3 is alive" has_state peer3 alive
}
has_state() { [ "$(state_of "$1")" = "$2" ]; }

# ask N: N searches one after another over one connection; a line each: milliseconds, then the answer.
ask() { curl -sS -w ' %{time_total}\n' "http://localhost:8001/search?query=hello&n=[1-$1]" >"$work/answers"; }

# row LABEL EXPECTED: checks every answer and prints one row of the table.
row() {
  local label=$1 expected=$2 total bad
  total=$(wc -l <"$work/answers")
  bad=$(tr -d ' ' <"$work/answers" | grep -cv "\"complete\":$expected" || true)
  [ "$bad" -eq 0 ] || die "$bad of $total answers did not say \"complete\": $expected"
  if [ "$expected" = false ]; then
    bad=$(grep -cv 'peer3' "$work/answers" || true)
    [ "$bad" -eq 0 ] || die "$bad of $total answers did not name peer3"
  fi
  awk '{print $NF * 1000}' "$work/answers" | sort -n | awk -v label="$label" -v expected="$expected" '
    {t[NR] = $1}
    END {printf "| %s | %d | %s | %.1f | %.1f | %.1f |\n", label, NR, expected,
         t[int((NR - 1) * 0.5) + 1], t[int((NR - 1) * 0.99) + 1], t[NR]}'
}

# Answers while the killed peer is not known dead yet.
ask_until_dead() {
  : >"$work/all"
  while [ "$(state_of peer3)" != dead ]; do
    ask 5
    cat "$work/answers" >>"$work/all"
  done
  mv "$work/all" "$work/answers"
}

bench_search() {
  local n=${1:-1000} killed
  start_peers
  ask 2000
  echo "| three peers, GET /search?query=hello at peer1 | answers | complete | p50 ms | p99 ms | max ms |"
  echo "|---|---|---|---|---|---|"
  ask "$n"
  row "all alive" true
  killed=$(date +%s%N)
  kill -9 "${pids[3]}"
  wait "${pids[3]}" 2>/dev/null || true
  ask_until_dead
  echo "$(( ($(date +%s%N) - killed) / 1000000 ))" >"$work/detected"
  row "peer3 killed (SIGKILL), not known dead yet" false
  ask "$n"
  row "peer3 known dead" false
  echo
  echo "peer3 was known dead $(cat "$work/detected") ms after the kill. Every answer was checked: the ones after the kill say"
  echo "\`\"complete\": false\` and name peer3. The deadline of a search is 2000 ms."
}

machine() {
  echo "Machine: $(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ *//'), $("$java" -version 2>&1 | head -n 1),"
  echo "Parvada $(sed -n 's|.*<version>\(.*\)</version>.*|\1|p' "$repo/pom.xml" | sed -n 2p), $(date -u +%Y-%m-%d)."
}

# publish SECTION: replaces that section of docs/benchmarks.md by what stands in $work/section.
publish() {
  local doc=$repo/docs/benchmarks.md
  [ -f "$doc" ] || printf '# Benchmarks\n\nWritten by `scripts/bench.sh` from its own output; no row is typed by hand.\n' >"$doc"
  grep -q "^<!-- $1 -->$" "$doc" || printf '\n<!-- %s -->\n<!-- end %s -->\n' "$1" "$1" >>"$doc"
  awk -v name="$1" -v file="$work/section" '
    $0 == "<!-- " name " -->" {print; while ((getline line < file) > 0) print line; skip = 1; next}
    $0 == "<!-- end " name " -->" {skip = 0}
    !skip {print}' "$doc" >"$work/doc"
  cat "$work/doc" >"$doc"
}

case "${1:-}" in
  search)
    {
      printf '## Search with a dead peer\n\n`scripts/bench.sh %s`\n\n' "$*"
      machine
      echo
      bench_search "${2:-1000}"
    } >"$work/section"
    cat "$work/section"
    publish search
    ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0"; [ "${1:-}" = --help ] || exit 2 ;;
esac
