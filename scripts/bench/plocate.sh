#!/usr/bin/env bash
# plocate.sh DATABASE QUERIES: asks plocate for each line of QUERIES as GET /search does, without regard to case and for
# 100 names at most, and prints the microseconds that each took, from before its process is started to after its end.
set -euo pipefail
export LC_ALL=C.UTF-8
while IFS= read -r query; do
  before=${EPOCHREALTIME/./}
  plocate -d "$1" -i -l 100 -- "$query" >/dev/null || true # 1: nothing found
  echo $((${EPOCHREALTIME/./} - before))
done <"$2"
