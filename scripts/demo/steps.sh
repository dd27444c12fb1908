# What the stories of scripts/demo.sh are told with; sourced. Needs $repo, $work, $java, $service, $client and $keep.

failure="the last command shown"
pids=()
number=0

finish() {
  local status=$?
  if [ "$status" -ne 0 ]; then
    if ls "$work"/peer*.log >/dev/null 2>&1; then
      printf '\nThe peers said last:\n' >&2
      tail -n 5 "$work"/peer*.log >&2 || true
    fi
    printf '\nFAILED: %s\n' "$failure" >&2
  fi
  if [ "$status" -eq 0 ] && [ "$keep" = yes ]; then
    printf '\nThe peers go on. This stops them and deletes their files and logs:\n    kill %s; sleep 3; rm -rf %s\n' \
      "${pids[*]}" "$work"
    return
  fi
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'failure=interrupted; exit 130' INT TERM

step() { number=$((number + 1)); printf '\n[%d] %s\n' "$number" "$*"; }
fail() { failure=$*; exit 1; }

# cli ARGS: shows the command as a person would type it, runs it, shows what it says and keeps it in $said.
cli() {
  printf '    $ peer-cli %s\n' "$*"
  local status=0
  said=$(cd "$work" && "$java" -jar "$client" "$@" 2>&1) || status=$?
  printf '%s\n' "$said" | sed 's/^/      /'
  return "$status"
}
ok() { cli "$@" || fail "'$*' should have worked"; }
says() { grep -qF -- "$1" <<<"$said" || fail "the answer should say: $1"; }

start_peer() {
  local n=$1
  (cd "$work" && PEER_CONFIG=configs/peer$n.json exec "$java" -jar "$service" >"$work/peer$n.log" 2>&1) &
  pids[$n]=$!
}

# until_true SECONDS WHAT COMMAND...: polls; the one place where the demo waits.
until_true() {
  local seconds=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || fail "$what: not within $seconds s"
    sleep 0.3
  done
}
quiet() { (cd "$work" && "$java" -jar "$client" "$@" 2>/dev/null); }
started() { kill -0 "${pids[$1]}" 2>/dev/null || fail "peer$1 did not start"; quiet --port "800$1" status >/dev/null; }
all_alive() { [ "$(quiet --json network_list | grep -o '"state" *: *"alive"' | wc -l)" -ge 2 ]; }
all_hashed() { quiet --port "800$1" --json status | tr -d ' \n' | grep -q '"state":"idle"'; }
found() { quiet --action locate --filename "$1" >/dev/null; }
known_dead() { quiet --json network_list | tr -d ' \n' | grep -q '"state":"dead"'; }

build() {
  step "Build (the first time fetches libraries from Maven Central)"
  (cd "$repo" && ./mvnw -q -B -ntp package -DskipTests -Dspotless.check.skip=true)
  [ -f "$service" ] && [ -f "$client" ] || fail "no JARs were built"
  printf '    peer-service.jar %s MB, peer-cli.jar %s MB\n' \
    "$(($(wc -c <"$service") / 1000000))" "$(($(wc -c <"$client") / 1000000))"
}

# free_ports PORT...: fails where something listens already.
free_ports() {
  local port
  for port in "$@"; do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "port $port is taken: stop what listens there, maybe a peer started by hand"
  done
}

# copy_samples FILE...: of data/ into the copy that the peers share.
copy_samples() {
  local file
  for file in "$@"; do
    mkdir -p "$work/data/$(dirname "$file")"
    cp "$repo/data/$file" "$work/data/$file"
  done
}

stop_peers() {
  [ "$keep" = no ] || return 0
  step "Stop"
  local n status
  for n in "${!pids[@]}"; do kill "${pids[$n]}"; done
  for n in "${!pids[@]}"; do
    status=0
    wait "${pids[$n]}" || status=$?
    [ "$status" -eq 143 ] || [ "$status" -eq 0 ] || fail "peer$n ended with $status"
  done
  pids=()
}
