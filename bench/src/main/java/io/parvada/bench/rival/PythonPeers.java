package io.parvada.bench.rival;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Server;
import io.parvada.bench.lab.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network as the Python projects that Parvada comes from make it: FastAPI, uvicorn and requests; each peer is a friend
 * of all others and asks one after the other.
 */
public final class PythonPeers {

    private static final String HOST = "127.0.0.1";

    private final List<Server> servers = new ArrayList<>();
    private final List<Integer> ports;

    private PythonPeers(List<Integer> ports) {
        this.ports = ports;
    }

    /** Whether Debian's own Python has what they need. */
    public static boolean here() {
        return Tools.hasPython("fastapi", "uvicorn", "requests");
    }

    /** One peer for each share; they listen when this returns. */
    public static PythonPeers start(Lab lab, Path repository, List<Path> shares) {
        PythonPeers peers =
                new PythonPeers(shares.stream().map(share -> lab.freePort()).toList());
        for (int i = 0; i < shares.size(); i++) {
            int port = peers.ports.get(i);
            List<Object> words = new ArrayList<>(
                    List.of("/usr/bin/python3", repository.resolve("scripts/bench/seed_rest.py"), port, shares.get(i)));
            peers.ports.stream().filter(other -> other != port).forEach(other -> words.add(url(other)));
            peers.servers.add(lab.start("seed" + (i + 1), Command.of(words.toArray()), Map.of()));
        }
        for (int i = 0; i < shares.size(); i++) {
            Ports.await(lab, peers.servers.get(i), HOST, peers.ports.get(i));
        }
        return peers;
    }

    public List<Server> servers() {
        return List.copyOf(servers);
    }

    /** Of the first. */
    public String url() {
        return url(ports.get(0));
    }

    private static String url(int port) {
        return "http://" + HOST + ":" + port;
    }
}
