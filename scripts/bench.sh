#!/usr/bin/env bash
# Measures Parvada beside what people use instead, in turn, in one run, and writes docs/benchmarks.md and the pictures
# in docs/benchmarks/ from its own output. No figure there is typed by hand.
#
#   scripts/bench.sh                     every row
#   scripts/bench.sh transfer [ROW...]   moving files: P1 P2 P2b P2c P3 P4 spread P5 P11 heap disk
#   scripts/bench.sh catalog [ROW...]    a million files, an idle peer, a directory: P6 P7 P12 P13
#   scripts/bench.sh load [ROW...]       searches and lists under load: P8 files P9 fifty
#   scripts/bench.sh micro               small steps, by JMH
#   scripts/bench.sh search [N]          three peers: GET /search with all alive, one just killed, one known dead (N: 1000)
#   scripts/bench.sh emulation [large]   P10: messages a query on 100 and 1,000 emulated peers, and on 10,000
#
#   --quick    small files and two turns, to see whether it runs; writes nothing
#   --print    full size, but writes nothing
#
# Builds the JARs where they lack, and installs the rivals (root on Debian); a row says which it had to do without.
# Files are in BENCH_DIR (/dev/shm: memory; P7 takes 6 GB of it) or BENCH_DISK (/var/tmp); BENCH_FILES says another
# number than a million for P6, P7 and P13. All that is started ends with the run.
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
transfer_rows=(P1 P2 P2b P2c P3 P4 spread P5 P11 heap disk)
catalog_rows=(P6 P7 P12 P13)
load_rows=(P8 files P9 fifty)
quick=false
write=true
failed=()

. "$repo/scripts/bench/rivals.sh"
. "$repo/scripts/bench/links.sh"
. "$repo/scripts/bench/search.sh"

finish() {
  links_down
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

die() { echo "bench: $*" >&2; exit 1; }

build() {
  if ! [ -f "$service" ] || ! [ -f "$client" ] || ! [ -f "$bench" ]; then
    echo "bench: building" >&2
    (cd "$repo" && ./mvnw -q -Pbench -DskipTests package) >&2
  fi
  [ "${client%.jar}.jsa" -nt "$client" ] || "$repo/scripts/class-archive.sh" >&2
}

# section_transfer ROW: prints the section of that row.
section_transfer() {
  local plots=$repo/docs/benchmarks
  $write || plots=$work/benchmarks
  local command=("$java" -Djava.awt.headless=true ${BENCH_FILES:+-Dbench.files="$BENCH_FILES"} -Dbench.repository="$repo" -Dbench.memory="$memory" -Dbench.disk="$disk"
    -Dbench.plots="$plots" -Dbench.quick=$quick)
  local links=()
  case $1 in
    P4) links=(3 100mbit 50ms) ;;
    spread) links=(6 40mbit 400ms) ;;
  esac
  if [ ${#links[@]} -gt 0 ] && links_possible; then
    in_links "${links[@]}" "${command[@]}" -Dbench.links="$links_prefix" -jar "$bench" "$1"
  else
    "${command[@]}" -jar "$bench" "$1"
  fi
}

# measure SECTION COMMAND...: runs the command, shows what it prints and keeps it as that section of the document. A row
# that fails leaves its section as it was, and the next one its turn.
measure() {
  local name=$1 code
  shift
  set +e
  (set -e; "$@") | tee "$work/section"
  code=${PIPESTATUS[0]}
  set -e
  if [ "$code" != 0 ]; then
    echo "bench: row $name failed" >&2
    failed+=("$name")
  elif $write; then
    why "$name" >>"$work/section"
    publish "$name"
    summary >"$work/section"
    publish summary
  fi
}

# why ROW: where a row falls short, what is known of the reason and what was tried; prose, in docs/benchmarks/why/.
why() {
  if [ -f "$repo/docs/benchmarks/why/$1.md" ] && grep -q 'falls short' "$work/section"; then
    printf '\n' && cat "$repo/docs/benchmarks/why/$1.md"
  fi
}

# summary: what was to be reached, of all sections of the document (report.Verdicts).
summary() {
  printf '## What was to be reached\n\n| row | beside | figure | turn by turn | to reach | |\n|---|---|---|---|---|---|\n'
  awk '
    /^<!-- end / {row = ""; next}
    /^<!-- / {row = $2; next}
    row == "" || row == "summary" {next}
    /^\| beside \| figure / {in_table = 1; getline; next}
    !/^\|/ {in_table = 0}
    in_table {print "| " row " " $0}' "$doc"
  printf '\nEach row stands below with its raw figures, machine, versions and command lines.\n'
}

# publish SECTION: replaces that section of docs/benchmarks.md by what stands in $work/section.
publish() {
  [ -f "$doc" ] || printf '# Benchmarks\n\nWritten by `scripts/bench.sh` from its own output; no row is typed by hand.\n' >"$doc"
  grep -q '^<!-- summary -->$' "$doc" || sed -i '3a\\n<!-- summary -->\n<!-- end summary -->' "$doc"
  grep -q "^<!-- $1 -->$" "$doc" || printf '\n<!-- %s -->\n<!-- end %s -->\n' "$1" "$1" >>"$doc"
  awk -v name="$1" -v file="$work/section" '
    $0 == "<!-- " name " -->" {print; while ((getline line < file) > 0) print line; skip = 1; next}
    $0 == "<!-- end " name " -->" {skip = 0}
    !skip {print}' "$doc" >"$work/doc"
  cat "$work/doc" >"$doc"
}

# rows_of "ALL" ROW...: measures those rows, or all.
rows_of() {
  local all=$1 row
  shift
  [ $# -gt 0 ] || set -- $all
  for row in "$@"; do
    [[ " $all " == *" $row "* ]] || die "no row '$row': $all"
  done
  for row in "$@"; do measure "$row" section_transfer "$row"; done
}

# section_emulation [large]: prints the section. The report is a test class that the default build leaves out.
section_emulation() {
  printf '## P10: messages a query on emulated peers\n\n`scripts/bench.sh emulation %s`\n\n' "$1"
  machine
  (cd "$repo" && ./mvnw -B -ntp -q -pl proto,transfer,peer-service -am test -Dtest=EmulationReport \
    -Dsurefire.failIfNoSpecifiedTests=false -Demulation.report="$work/emulation" -Demulation.large="$([ "$1" = large ] && echo true)") >"$work/emulation.log" 2>&1 ||
    { tail -n 20 "$work/emulation.log" >&2; return 1; }
  local plots=$repo/docs/benchmarks
  $write || plots=$work/benchmarks
  "$java" -Djava.awt.headless=true -jar "$bench" bars "$work/emulation.points" "$plots/P10.svg" || return 1
  echo
  cat "$work/emulation"
  printf '\n![Messages a query](benchmarks/P10.svg)\n'
  printf '\nThe classes of production over emulated links of 10 to 11 ms in virtual time; means of 10 searches from random origins for a name that one peer in a hundred\n'
  printf 'has (five of 100), at the least ttl with which a flood finds 0.99 of them, or at 7. The formula is that of a flood that only knows not to go\n'
  printf 'back: the sum of all degrees less one, and one; N(d-1)+1 where all have degree d. Names are of three words out of 56, 20 a peer. A 1 in the\n'
  printf 'last column: nobody sent a query on twice. A query counts with the JSON of its body and its answer not at all, a summary with all its bytes; summaries are fetched anew only where\n'
  printf 'files changed. Less than three literal characters in a row (`zy`, `*z?x?v*`) cannot be ruled out by any summary and go everywhere; a root is one key\n'
  printf 'against the three and more of a name, and 1 in 100 filters lets it pass for nothing.\n'
}

arguments=()
for argument in "$@"; do
  case $argument in
    --quick) quick=true write=false ;;
    --print) write=false ;;
    --help) sed -n '2,19s/^# \{0,1\}//p' "$0"; exit ;;
    *) arguments+=("$argument") ;;
  esac
done
set -- "${arguments[@]}"

case ${1:-all} in
  all | transfer | catalog | load | micro | search) build && install_rivals ;;
  emulation) build ;;
esac
case ${1:-all} in
  all)
    rows_of "${transfer_rows[*]}"
    rows_of "${catalog_rows[*]}"
    rows_of "${load_rows[*]}"
    measure micro section_transfer micro
    if $quick; then measure search section_search 50; else measure search section_search 1000; fi
    ;;
  transfer)
    shift
    rows_of "${transfer_rows[*]}" "$@"
    ;;
  catalog)
    shift
    rows_of "${catalog_rows[*]}" "$@"
    ;;
  load)
    shift
    rows_of "${load_rows[*]}" "$@"
    ;;
  emulation) measure P10 section_emulation "${2:-}" ;;
  micro) measure micro section_transfer micro ;;
  search) measure search section_search "${2:-1000}" ;;
  *) sed -n '2,19s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
[ ${#failed[@]} -eq 0 ] || die "failed: ${failed[*]}"
