package io.parvada.bench.load;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.lab.Server;
import io.parvada.bench.rival.Jars;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Three real peers on loopback that all know each other. The first is asked; the third is who fails. */
final class ThreePeers {

    static final int COUNT = 3;

    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final Lab lab;
    private final Jars jars;
    private final List<Path> shares;
    private final List<Place> places;
    private final List<Peer> peers = new ArrayList<>();

    private ThreePeers(Lab lab, Jars jars, List<Path> shares) {
        this.lab = lab;
        this.jars = jars;
        this.shares = shares;
        this.places = IntStream.rangeClosed(1, COUNT)
                .mapToObj(i -> Place.onLoopback(lab).named("peer" + i))
                .toList();
    }

    /** They know each other and have hashed what they share when this returns. */
    static ThreePeers start(Lab lab, Jars jars, List<Path> shares) {
        ThreePeers three = new ThreePeers(lab, jars, shares);
        for (int i = 0; i < COUNT; i++) {
            three.peers.add(three.peer(i));
        }
        three.awaitComplete();
        return three;
    }

    private Peer peer(int index) {
        List<Place> friends = new ArrayList<>(places);
        friends.remove(index);
        return Peer.start(lab, jars, places.get(index).knowing(friends), shares.get(index));
    }

    String url() {
        return places.get(0).url();
    }

    int port() {
        return places.get(0).restPort();
    }

    List<Server> servers() {
        return peers.stream().map(Peer::server).toList();
    }

    /** SIGSTOP to the third. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT, and the others have found it again. */
    void thaw() {
        signal("CONT");
        awaitComplete();
    }

    /** SIGKILL to the third. */
    void kill() {
        peers.get(COUNT - 1).server().kill();
    }

    /** The third anew, and the others have found it again. */
    void restart() {
        peers.set(COUNT - 1, peer(COUNT - 1));
        awaitComplete();
    }

    /** Whether the first knows that the third is dead. */
    boolean thirdIsKnownDead() {
        for (JsonNode peer : peers.get(0).get("/peers").path("peers")) {
            if (peer.path("name").asString().equals("peer" + COUNT)) {
                return "dead".equalsIgnoreCase(peer.path("state").asString());
            }
        }
        return false;
    }

    private void awaitComplete() {
        Pause.until("all three answer", WITHIN, () -> {
            JsonNode answer = peers.get(0).get("/search?query=" + Shares.COMMON);
            return answer.path("complete").asBoolean()
                    && answer.path("hits").path(0).path("peers").size() == COUNT;
        });
    }

    private void signal(String name) {
        lab.run(Command.of("kill", "-" + name, peers.get(COUNT - 1).server().pid()));
    }
}
