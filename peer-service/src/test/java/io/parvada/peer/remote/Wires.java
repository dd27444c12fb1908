package io.parvada.peer.remote;

import io.parvada.peer.address.AddressJudge;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.proof.Challenge;
import io.parvada.peer.proof.Proven;
import io.parvada.peer.time.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/** The room as its configuration wires it, with a judge of the test's own. */
final class Wires implements AutoCloseable {

    static final Predicate<PeerUrl> NOBODY = url -> false;

    static final PeerId SELF = new PeerId("c".repeat(26));

    private final RemoteThreads threads = new RemoteThreads();
    final Timeline timeline = Timeline.over(threads.timer(), Clock.systemUTC());
    final Answers answers = new Answers(ParvadaJson.mapper());
    final Proven proven = new Proven(Clock.systemUTC());
    final HealthChannels channels = new HealthChannels(timeline, () -> null);
    final Resolver resolver;
    final HttpOut http;
    final Proofs proofs;

    Wires(boolean boundToLoopback, Predicate<PeerUrl> configured) {
        resolver = new Resolver(new AddressJudge(List::of, boundToLoopback), threads.lookups());
        http = new HttpOut(RemoteConfiguration.builder(threads).build(), resolver, configured, timeline);
        SecureRandom random = new SecureRandom();
        proofs = new Proofs(
                http, answers, () -> Challenge.by(SELF, random), proven, threads.answers(), Proofs.Shown.NOTHING);
    }

    HttpMembership membership() {
        return new HttpMembership(http, new HealthChecks(resolver, proofs, channels, timeline), answers, proofs);
    }

    HttpQueries queries() {
        return new HttpQueries(proofs, answers);
    }

    /** A loopback port where nothing listens. */
    static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        channels.close();
        threads.close();
    }
}
