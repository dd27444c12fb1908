# The story of scripts/demo.sh --directory; sourced by it. peer1 is a directory, in access "directory": who has no account
# there gets nothing from any peer. peer2 and peer3 know nobody but the directory.

export PARVADA_SESSION_FILE=$work/session.json

# config NUMBER NAME DIRECTORY: the file of one peer, whose role at the directory the last says.
config() {
  cat >"$work/configs/peer$1.json" <<JSON
{
  "peer": {
    "name": "$2",
    "self_url": "http://localhost:800$1",
    "self_grpc": "localhost:5005$1",
    "rest_port": 800$1,
    "grpc_port": 5005$1,
    "access": "directory",
    "shared_dir": "data/peer$1",
    "directory": { "urls": ["http://localhost:8001"], "name": "$3", "password_file": "$3.password"$4 }
  }
}
JSON
}
password() { (umask 077; head -c 18 /dev/urandom | base64 >"$work/$1.password"); }
# A search that finds nothing ends with another code than 0, and has said what was wanted here.
strategy() { { quiet --port 8002 --json search --query hello3 || true; } | tr -d ' \n' | grep -q "\"strategy\":\"$1\""; }
in_directory() { quiet --port 8001 --json query "$1" | grep -q "$1.txt"; }
not_in_directory() { ! in_directory "$1"; }

free_ports 8001 8002 8003 50051 50052 50053
build

step "A directory starts with an account for its administrator; the password is in a file"
mkdir -p "$work/configs" "$work/downloads"
copy_samples "${samples[@]}"
for who in admin peer2 peer3 ana; do password $who; done
config 1 directory admin ', "enabled": true, "admin_password_file": "admin.password"'
config 2 peer2 peer2 ''
config 3 peer3 peer3 ''
start_peer 1
until_true 90 "the directory takes logins" quiet login admin --password-file admin.password

step "The administrator logs in and makes accounts: for two peers, and for a person"
ok login admin --password-file admin.password
for who in peer2 peer3 ana; do ok account_add $who --password-file $who.password; done

step "Two peers start, log in and publish what they share; they have no friends"
for n in 2 3; do start_peer $n; done
for n in 2 3; do until_true 90 "peer$n answers" started $n; done
for n in 2 3; do until_true 30 "peer$n has hashed its files" all_hashed $n; done

step "A wrong password is refused, and so is who is not logged in"
status=0
cli login ana --password-file admin.password || status=$?
[ "$status" -eq 6 ] || fail "exit code 6 was due (refused), not $status"
status=0
cli --session-file nobody.json --port 8002 list || status=$?
[ "$status" -eq 6 ] || fail "exit code 6 was due (refused), not $status"

step "Ana logs in: what she gets is bound to a key made for it, and good at every peer of this directory"
ok login ana --password-file ana.password
says "logged in as ana"

step "peer3 publishes now, and not at its next turn; then the directory is asked who has what"
ok --port 8003 send_index
until_true 30 "peer2 has published too" in_directory hello2
ok query hello
says hello2.txt
says hello3.txt

step "peer2 is asked for a file of peer3, of which it knows through the directory alone"
strategy directory || fail "the search should have asked the directory"
ok --port 8002 locate hello3.txt
says peer3

step "They met through the directory, and the file goes from one to the other over gRPC, proven"
ok --port 8002 download_grpc --filename hello3.txt --output downloads
cmp "$work/data/peer3/hello3.txt" "$work/downloads/hello3.txt" || fail "the bytes differ"

step "Kill the directory with SIGKILL: peers go on, and a search floods"
kill -9 "${pids[1]}"
wait "${pids[1]}" 2>/dev/null || true
strategy flood || fail "the search should have flooded"
ok --port 8002 search --query hello2
says hello2.txt

step "Start it again: nothing that it had acknowledged is lost, and who was logged in still is"
start_peer 1
until_true 90 "the directory answers" in_directory hello3
ok query hello
says hello3.txt

step "peer3 stops, and is gone from the directory's answers at once"
kill "${pids[3]}"
wait "${pids[3]}" || true
unset "pids[3]"
until_true 5 "peer3 is gone" not_in_directory hello3
ok query hello

step "Ana logs out"
ok logout
says "logged out ana"

stop_peers
printf '\nEvery step did what it says.\n'
