package io.parvada.peer.remote;

import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.announce.AnnouncementTransport;
import io.parvada.peer.directory.DirectoryStore.Published;
import io.parvada.peer.directory.IndexUpdate;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Question;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.HolderKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls to a directory over HTTP, each with a proof that this peer holds its key. That proof names the directory's process
 * by the id which that one has proven before, and proves again when another one answers in its place.
 */
final class HttpAnnouncements implements AnnouncementTransport {

    private static final int PRESENT = 1_000;

    private record Candidate(PeerId id, String name, PeerUrl url, HostPort grpc, List<Endpoint> addresses) {}

    private record Login(String name, String password, Candidate peer) {
        @Override
        public String toString() {
            return "login of " + name;
        }
    }

    private final Proofs proofs;
    private final Answers answers;
    private final Supplier<HolderKey> key;
    private final Clock clock;

    HttpAnnouncements(Proofs proofs, Answers answers, Supplier<HolderKey> key, Clock clock) {
        this.proofs = proofs;
        this.answers = answers;
        this.key = key;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Lease> login(PeerUrl directory, Account account, Peer self, Duration timeout) {
        Candidate candidate = new Candidate(self.id(), self.name(), self.url(), self.grpc(), self.addresses());
        byte[] body = answers.write(new Login(account.name(), account.password(), candidate));
        String path = "/directory/login";
        Function<PeerId, Map<String, String>> shown =
                callee -> Map.of(Claims.PROOF_HEADER, signer(null).proof(callee.value(), "POST", path));
        return call(directory, "POST", path, body, shown, answers::lease, timeout);
    }

    @Override
    public CompletableFuture<Lease> renew(PeerUrl directory, String credential, Duration timeout) {
        return call(directory, "POST", "/directory/renew", null, credential, answers::lease, timeout);
    }

    @Override
    public CompletableFuture<Void> logout(PeerUrl directory, String credential, Duration timeout) {
        return call(directory, "POST", "/directory/logout", null, credential, answers::nothing, timeout);
    }

    @Override
    public CompletableFuture<Published> publish(
            PeerUrl directory, String credential, IndexUpdate update, Duration timeout) {
        byte[] body = answers.write(update);
        return call(directory, "PUT", "/directory/index", body, credential, answers::published, timeout);
    }

    @Override
    public CompletableFuture<Found> query(
            PeerUrl directory, String credential, Question question, int limit, Duration timeout) {
        String asked = question.root() != null
                ? "root=" + question.root()
                : question.filename() != null
                        ? "filename=" + encoded(question.filename())
                        : "query=" + encoded(question.text());
        String path = "/directory/query?" + asked + "&limit=" + limit;
        return call(directory, "GET", path, null, credential, answers::found, timeout);
    }

    @Override
    public CompletableFuture<Set<PeerId>> present(PeerUrl directory, String credential, Duration timeout) {
        String path = "/directory/peers?limit=" + PRESENT;
        return call(directory, "GET", path, null, credential, answers::present, timeout);
    }

    private <T> CompletableFuture<T> call(
            PeerUrl directory,
            String method,
            String path,
            byte[] json,
            String credential,
            BiFunction<HttpOut.Answer, String, T> read,
            Duration timeout) {
        String plain = path.replaceFirst("\\?.*", "");
        return call(
                directory,
                method,
                path,
                json,
                callee -> signer(credential).headers(callee.value(), method, plain),
                read,
                timeout);
    }

    private <T> CompletableFuture<T> call(
            PeerUrl directory,
            String method,
            String path,
            byte[] json,
            Function<PeerId, Map<String, String>> shown,
            BiFunction<HttpOut.Answer, String, T> read,
            Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        return proofs.at(directory, timeout)
                .thenCompose(place -> proofs.send(
                        directory,
                        place,
                        new HttpOut.Sent(
                                method, path, json, shown.apply(place.proof().id())),
                        HttpOut.MAX_BODY_BYTES,
                        HttpMembership.left(end)))
                .thenApply(answer -> read.apply(answer, directory.toString()))
                .exceptionallyCompose(
                        failure -> CompletableFuture.failedFuture(HttpMembership.peerException(failure, directory)));
    }

    private CallSigner signer(String credential) {
        return new CallSigner(
                key.get(), () -> credential, clock, () -> UUID.randomUUID().toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
