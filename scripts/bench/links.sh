# Sourced by scripts/bench.sh: some holders, each behind a link of a bounded rate, as network namespaces of the run's own.
#
#   client 10.213.N.1 ----- RATE both ways ----- 10.213.N.2 holder N      (N: 1 to HOLDERS; the client routes between them)

links_prefix=pvb$$

links_possible() { [ "$(id -u)" = 0 ] && command -v ip >/dev/null && command -v tc >/dev/null; }

# in_links HOLDERS RATE QUEUE COMMAND...: runs it where the client is, with the links up, each with room for so long a queue
# (50ms: that of a switch; 400ms: of a home's router, so that several streams share it). A run that is cut takes them down
# by links_down.
in_links() {
  links_up "$1" "$2" "$3"
  shift 3
  ip netns exec "$links_prefix-client" "$@"
  links_down
}

# links_up HOLDERS RATE QUEUE
links_up() {
  local n
  links_rate=$2 links_queue=$3
  ip netns add "$links_prefix-client"
  ip -n "$links_prefix-client" link set lo up
  for n in $(seq "$1"); do
    ip netns add "$links_prefix-holder$n"
    ip -n "$links_prefix-holder$n" link set lo up
    ip link add name "link$n" netns "$links_prefix-client" type veth peer name uplink netns "$links_prefix-holder$n"
    link_end "$links_prefix-client" "link$n" "10.213.$n.1/24"
    link_end "$links_prefix-holder$n" uplink "10.213.$n.2/24"
    ip -n "$links_prefix-holder$n" route add default via "10.213.$n.1"
  done
  ip netns exec "$links_prefix-client" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
}

# link_end NAMESPACE DEVICE ADDRESS: what leaves there leaves at that rate.
link_end() {
  ip -n "$1" address add "$3" dev "$2"
  ip -n "$1" link set "$2" up
  tc -n "$1" qdisc add dev "$2" root tbf rate "$links_rate" burst 128kb latency "$links_queue"
}

# With a namespace go its devices and what hangs on them.
links_down() {
  local space
  links_possible || return 0
  for space in $(ip netns list | awk -v prefix="$links_prefix-" 'index($1, prefix) == 1 {print $1}'); do
    ip netns delete "$space"
  done
}
