#!/bin/sh
# Makes a CA for tests and, for each host named, a certificate signed by it: DIR/ca.pem, DIR/HOST.pem, DIR/HOST.key.
#   scripts/make-certs.sh DIR HOST...           peers that one CA vouches for
#   scripts/make-certs.sh --self-signed DIR HOST   one that nobody vouches for
#   scripts/make-certs.sh --expired DIR HOST       one whose time is over
# An existing DIR/ca.pem is used again. Not for anything but tests: the CA's key lies beside it.
set -eu

kind=signed
case "${1:-}" in
  --self-signed) kind=self; shift ;;
  --expired) kind=expired; shift ;;
esac
[ $# -ge 2 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
dir=$1; shift
mkdir -p "$dir"
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

names() {
  case "$1" in
    localhost) echo "DNS:localhost,IP:127.0.0.1,IP:::1" ;;
    *[!0-9.]*) echo "DNS:$1" ;;
    *) echo "IP:$1" ;;
  esac
}

if [ ! -e "$dir/ca.pem" ]; then
  key "$dir/ca.key"
  openssl req -x509 -new -key "$dir/ca.key" -subj "/CN=Parvada test CA" -days 3650 -out "$dir/ca.pem" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
fi

for host; do
  key "$dir/$host.key"
  extensions="subjectAltName=$(names "$host")"
  if [ "$kind" = self ]; then
    openssl req -x509 -new -key "$dir/$host.key" -subj "/CN=$host" -days 365 -addext "$extensions" -out "$dir/$host.pem"
    continue
  fi
  openssl req -new -key "$dir/$host.key" -subj "/CN=$host" -out "$work/csr"
  printf '%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' "$extensions" >"$work/ext"
  if [ "$kind" = expired ]; then
    # x509 takes no time that is over, ca does.
    : >"$work/index"
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' \
      "$work/index" "$work" >"$work/conf"
    openssl ca -batch -notext -config "$work/conf" -cert "$dir/ca.pem" -keyfile "$dir/ca.key" -in "$work/csr" \
      -startdate 20200101000000Z -enddate 20200102000000Z -extfile "$work/ext" -out "$dir/$host.pem" 2>/dev/null
  else
    openssl x509 -req -in "$work/csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAserial "$work/serial" -CAcreateserial -days 365 \
      -extfile "$work/ext" -out "$dir/$host.pem" 2>/dev/null
  fi
  cat "$dir/ca.pem" >>"$dir/$host.pem"
done
