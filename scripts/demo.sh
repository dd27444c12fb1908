#!/usr/bin/env bash
# The main job of Parvada in one command, on a machine with a JDK 17+ and nothing else:
# build, start three peers on loopback, find a file by name, prove and fetch it, kill a peer, and do it again.
# Exits 0 only if every step did what it says. It works on a copy of the samples in data/ and leaves nothing behind.
#
#   scripts/demo.sh                runs to the end and stops the peers
#   scripts/demo.sh --keep         leaves them running at the end and says how to stop them
#   scripts/demo.sh --directory    another story: accounts at a directory, and peers that meet through it
set -euo pipefail

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0"; }
keep=no
story=peers
case "${1:-}" in
  "") ;;
  --keep) keep=yes ;;
  --directory) story=directory ;;
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

if [ -n "${JAVA_HOME:-}" ]; then java=$JAVA_HOME/bin/java; else java=java; fi

. "$repo/scripts/demo/steps.sh"

if [ "$story" = directory ]; then
  . "$repo/scripts/demo/directory.sh"
  exit 0
fi

free_ports 8001 8002 8003 50051 50052 50053
build

step "Start three peers on loopback: REST 8001..8003, gRPC 50051..50053"
mkdir -p "$work/downloads"
cp -R "$repo/configs" "$work/"
copy_samples "${samples[@]}"
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

stop_peers
printf '\nEvery step did what it says.\n'
