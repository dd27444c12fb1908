package io.parvada.bench.rival;

import io.parvada.bench.lab.Lab;
import java.util.List;

/**
 * Where a peer is, and how it runs.
 *
 * @param friends REST addresses
 * @param launcher words before the command: a network namespace, or none
 */
public record Place(
        String name,
        String host,
        int restPort,
        int grpcPort,
        List<String> friends,
        List<String> launcher,
        List<String> jvmFlags) {

    public static Place onLoopback(Lab lab, String... jvmFlags) {
        return new Place("peer", "localhost", lab.freePort(), lab.freePort(), List.of(), List.of(), List.of(jvmFlags));
    }

    public Place named(String other) {
        return new Place(other, host, restPort, grpcPort, friends, launcher, jvmFlags);
    }

    /** @param others whose REST addresses stand in its list of friends */
    public Place knowing(List<Place> others) {
        List<String> urls = others.stream().map(Place::url).toList();
        return new Place(name, host, restPort, grpcPort, urls, launcher, jvmFlags);
    }

    public String url() {
        return "http://" + host + ":" + restPort;
    }

    String grpc() {
        return host + ":" + grpcPort;
    }

    boolean loopback() {
        return "localhost".equals(host);
    }
}
