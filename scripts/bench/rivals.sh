# Sourced by scripts/bench.sh: the programs that Parvada is measured beside.

# install_rivals: the missing ones, where that is allowed (root on Debian). What then still lacks is named in its row.
install_rivals() {
  local missing=()
  command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
  command -v curl >/dev/null || missing+=(curl)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v aria2c >/dev/null || missing+=(aria2)
  command -v rclone >/dev/null || missing+=(rclone)
  [ -x /usr/sbin/sshd ] || missing+=(openssh-server)
  command -v scp >/dev/null || missing+=(openssh-client)
  [ -x /usr/sbin/tc ] || [ -x /sbin/tc ] || missing+=(iproute2)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  command -v plocate >/dev/null || missing+=(plocate)
  /usr/bin/python3 -c 'import grpc, grpc_tools' 2>/dev/null || missing+=(python3-grpcio python3-grpc-tools)
  command -v wrk >/dev/null || missing+=(wrk)
  /usr/bin/python3 -c 'import fastapi, uvicorn, requests' 2>/dev/null || missing+=(python3-fastapi uvicorn python3-requests)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "bench: not here, and not installed (that takes root on Debian): ${missing[*]}" >&2
    return 0
  fi
  echo "bench: installing ${missing[*]}" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >&2 || echo "bench: not all of them could be installed" >&2
}
