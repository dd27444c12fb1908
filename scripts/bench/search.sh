# Sourced by scripts/bench.sh: three peers, GET /search with all alive, one just killed, one known dead.

pids=()

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
  cp -R "$repo/data" "$repo/configs" "$work/"
  for n in 1 2 3; do
    (cd "$work" && PEER_CONFIG=configs/peer$n.json exec "$java" -jar "$service" >"$work/peer$n.log" 2>&1) &
    pids[$n]=$!
  done
  for n in 1 2 3; do until_true 300 "peer$n answers" get "http://localhost:800$n/status"; done
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


end_peers() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}

# section_search N: prints the section. Runs in a subshell of its own; the peers end with it.
section_search() {
  trap end_peers EXIT
  trap 'exit 130' INT TERM
  printf '## search: a search with a dead peer\n\n`scripts/bench.sh search %s`\n\n' "$1"
  machine
  echo
  bench_search "$1"
}

machine() {
  echo "Machine: $(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ *//'), $("$java" -version 2>&1 | head -n 1),"
  echo "Parvada $(sed -n 's|.*<version>\(.*\)</version>.*|\1|p' "$repo/pom.xml" | sed -n 2p), $(date -u +%Y-%m-%d)."
}
