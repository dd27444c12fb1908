#!/usr/bin/env bash
# The main job of Parvada in one command, on a machine with a JDK 17+ and nothing else:
# build, start three peers on loopback, find a file by name, prove and fetch it, kill a peer, and do it again.
# Exits 0 only if every step did what it says. It works on a copy of the samples in data/ and leaves nothing behind.
#
#   scripts/demo.sh           runs to the end and stops the peers
#   scripts/demo.sh --keep    leaves them running at the end and says how to stop them
set -euo pipefail

usage() { sed -n '2,7s/^# \{0,1\}//p' "$0"; }
keep=no
case "${1:-}" in
  "") ;;
  --keep) keep=yes ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

# Without a UTF-8 locale Java before 18 cannot write names that are not ASCII.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in *[Uu][Tt][Ff]*8) ;; *) export LC_ALL=C.UTF-8 ;; esac

repo=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/parvada-demo.XXXXXX")
service=$repo/peer-service/target/peer-service.jar
client=$repo/peer-cli/target/peer-cli.jar
# By name: beside them may be what peers started by hand took in.
samples=(
  peer1/{birds.json,course/flock.txt,ejemplo.txt,hello1.txt,measurements.csv,schedule.csv}
  peer2/{canción.txt,chirp.wav,course/flock.txt,"course/week 2.md",ejemplo.txt,hello2.txt}
  peer3/{course/flock.txt,"course/week 3.md",hello3.txt,images/dusk.png,schedule.csv}
)
failure="the last command shown"
pids=()
number=0

if [ -n "${JAVA_HOME:-}" ]; then java=$JAVA_HOME/bin/java; else java=java; fi

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

for port in 8001 8002 8003 50051 50052 50053; do
  ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || fail "port $port is taken: stop what listens there, maybe a peer started by hand"
done

step "Build (the first time fetches libraries from Maven Central)"
(cd "$repo" && ./mvnw -q -B -ntp package -DskipTests -Dspotless.check.skip=true)
[ -f "$service" ] && [ -f "$client" ] || fail "no JARs were built"
printf '    peer-service.jar %s MB, peer-cli.jar %s MB\n' \
  "$(($(wc -c <"$service") / 1000000))" "$(($(wc -c <"$client") / 1000000))"

step "Start three peers on loopback: REST 8001..8003, gRPC 50051..50053"
mkdir -p "$work/downloads"
cp -R "$repo/configs" "$work/"
for file in "${samples[@]}"; do
  mkdir -p "$work/data/$(dirname "$file")"
  cp "$repo/data/$file" "$work/data/$file"
done
for n in 1 2 3; do start_peer $n; done
for n in 1 2 3; do until_true 90 "peer$n answers" started $n; done
until_true 30 "the three know each other" all_alive
for n in 1 2 3; do until_true 30 "peer$n has hashed its files" all_hashed $n; done
ok network_list

step "What does peer1 share?"
ok --action list
says hello1.txt

step "Search all peers for a part of a name, asking only peer1"
ok --action search --query hello
says hello2.txt
says hello3.txt

step "Who has exactly this file?"
ok --action locate --filename hello3.txt
says peer3

step "Fetch it: every piece is proven before the file gets its name"
ok --action download_grpc --filename hello3.txt --output downloads
cmp "$work/data/peer3/hello3.txt" "$work/downloads/hello3.txt" || fail "the bytes differ"

step "Upload a file of 20 MB to peer2, and find it at once from peer1"
head -c 20000000 /dev/urandom >"$work/recording.bin"
ok --port 8002 --action upload_grpc --filepath recording.bin
ok --action locate --filename recording.bin
says peer2

step "Fetch it through peer1 and compare"
ok --action download_grpc --filename recording.bin --output downloads
cmp "$work/recording.bin" "$work/downloads/recording.bin" || fail "the bytes differ"

step "The same upload to peer3: now two peers hold it"
ok --port 8003 --action upload_grpc --filepath recording.bin

step "The dummies: gRPC transfers that move bytes and keep nothing"
ok --action dummy_download --bytes 50000000
says "50,000,000"
ok --action dummy_upload --bytes 50000000
says "50,000,000"

step "Kill peer2 with SIGKILL, and search at once: the answer comes in time and says whom it did not reach"
kill -9 "${pids[2]}"
wait "${pids[2]}" 2>/dev/null || true
ok --action search --query recording
says recording.bin
says peer2

step "Fetch the file again: peer2 is dead, peer3 has it, the bytes are proven"
rm "$work/downloads/recording.bin"
ok --action download_grpc --filename recording.bin --output downloads
cmp "$work/recording.bin" "$work/downloads/recording.bin" || fail "the bytes differ"

step "Within five seconds the dead one is known to be dead, and costs nothing more"
until_true 8 "peer2 is known dead" known_dead
ok --action network_list
ok --action search --query recording --explain

step "A file that only the dead peer has is 'not found', and the answer says that it is not complete"
status=0
cli --action locate --filename hello2.txt || status=$?
[ "$status" -eq 4 ] || fail "exit code 4 was due (the search was incomplete), not $status"

step "Start peer2 again: it is found within five seconds"
start_peer 2
until_true 60 "peer2 answers" started 2
until_true 10 "the others see it" all_alive
until_true 10 "peer1 finds its file" found hello2.txt
ok --action locate --filename hello2.txt

if [ "$keep" = no ]; then
  step "Stop"
  for n in 1 2 3; do kill "${pids[$n]}"; done
  for n in 1 2 3; do
    status=0
    wait "${pids[$n]}" || status=$?
    [ "$status" -eq 143 ] || [ "$status" -eq 0 ] || fail "peer$n ended with $status"
  done
  pids=()
fi
printf '\nEvery step did what it says.\n'
