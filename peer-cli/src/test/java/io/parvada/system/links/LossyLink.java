package io.parvada.system.links;

import io.parvada.system.Required;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two hosts, each a network namespace, with one link between them that is long, narrow and loses packets: a VXLAN whose
 * datagrams pass a {@link DelayingRelay} in this process; tbf makes it narrow and iptables lossy, at both ends. By another
 * link, which is none of that, the test reaches each host.
 */
final class LossyLink implements AutoCloseable {

    private static final int PORT = 47_891;
    private static final String[] HOSTS = {"parvada-lossy-1", "parvada-lossy-2"};

    private final DelayingRelay relay;

    private LossyLink(DelayingRelay relay) {
        this.relay = relay;
    }

    /** @param rate as tc writes it @param loss of packets, each way @param delay each way */
    static LossyLink open(String rate, double loss, Duration delay) throws IOException {
        removeHosts();
        Required.that(run("ip netns add " + HOSTS[0]).isEmpty(), "no network namespace can be made");
        String failure = run("ip netns add " + HOSTS[1]);
        for (int i = 0; i < 2 && failure.isEmpty(); i++) {
            failure = host(i, rate, loss);
        }
        if (!failure.isEmpty()) {
            removeHosts();
        }
        Required.that(failure.isEmpty(), "no lossy link can be made: " + failure);
        return new LossyLink(
                new DelayingRelay(PORT, InetAddress.getByName(near(0)), InetAddress.getByName(near(1)), delay));
    }

    /** Where the test reaches the host, without loss. */
    static String near(int host) {
        return "10.213." + host + ".2";
    }

    /** Where the other host reaches it, by the lossy link. */
    static String far(int host) {
        return "10.214.0." + (host + 1);
    }

    /** The command, to be run at that host. */
    static List<String> at(int host, List<String> command) {
        List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", HOSTS[host]));
        there.addAll(command);
        return there;
    }

    /** Datagrams that went over the link so far, both ways, those included that are lost at its end. */
    long packets() {
        return relay.passed();
    }

    @Override
    public void close() throws IOException {
        relay.close();
        removeHosts();
    }

    /** @return why not; empty where all went well */
    private static String host(int i, String rate, double loss) throws IOException {
        String inside = "ip -n " + HOSTS[i] + " ";
        String at = "ip netns exec " + HOSTS[i] + " ";
        String[] commands = {
            "ip link add lossy" + i + " type veth peer name uplink netns " + HOSTS[i],
            "ip address add 10.213." + i + ".1/24 dev lossy" + i,
            "ip link set lossy" + i + " up",
            inside + "address add " + near(i) + "/24 dev uplink",
            inside + "link set uplink up",
            inside + "link set lo up",
            inside + "link add far type vxlan id 8 local " + near(i) + " remote 10.213." + i + ".1 dstport " + PORT,
            // Else several packets would be lost, or pass, as one.
            inside + "link set far gso_max_segs 1",
            inside + "link set far mtu 1450",
            inside + "address add " + far(i) + "/24 dev far",
            inside + "link set far up",
            // What leaves the kernel half way has no checksum yet; the far end would drop it.
            at + "iptables -t mangle -A POSTROUTING -o far -j CHECKSUM --checksum-fill",
            at + "tc qdisc add dev far root tbf rate " + rate + " burst 16kb latency 400ms",
            at + "iptables -A INPUT -i far -m statistic --mode random --probability " + loss + " -j DROP"
        };
        for (String command : commands) {
            String said = run(command);
            if (!said.isEmpty()) {
                return command + ": " + said;
            }
        }
        return "";
    }

    private static void removeHosts() throws IOException {
        for (int i = 0; i < 2; i++) {
            run("ip netns delete " + HOSTS[i]);
            run("ip link delete lossy" + i);
        }
    }

    /** @return what it said where it failed; empty where it went well */
    private static String run(String command) throws InterruptedIOException {
        try {
            Process process = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int exit = process.waitFor();
            return exit == 0 ? "" : "exit " + exit + " " + said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (IOException notInstalled) {
            return notInstalled.getMessage();
        }
    }
}
