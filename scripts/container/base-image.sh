#!/usr/bin/env bash
# Makes a runtime image from Debian's packages where no registry can be reached: parvada-runtime:local, a Java 17
# runtime with curl. Needs root, debootstrap and a Docker engine. Does nothing if the image is there.
set -euo pipefail
name=${1:-parvada-runtime:local}
if docker image inspect "$name" >/dev/null 2>&1; then
  exit 0
fi
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=openjdk-17-jre-headless,ca-certificates,curl bookworm "$root" >/dev/null
tar -C "$root" -c . | docker import - "$name" >/dev/null
echo "made $name"
