package io.parvada.peer.remote;

import io.parvada.peer.announce.AnnouncementTransport;
import io.parvada.peer.directory.DirectoryStore;
import io.parvada.peer.http.Printable;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.membership.PortReach;
import io.parvada.peer.membership.Reached;
import io.parvada.peer.membership.Registration;
import io.parvada.peer.proof.Statement;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.peer.summary.Neighbourhood;
import io.parvada.peer.summary.Summary;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What other peers answer, read as what a stranger says: whole, or not at all. Thread-safe. */
final class Answers {

    /** GET /status, as far as a probe needs it. */
    record Status(Peer peer, Files files, Long summaryVersion, Long neighboursVersion) {
        record Files(Long count) {}
    }

    /** Of a login; its text does not show the credential. */
    private record Granted(String credential, Long leaseSeconds) {
        @Override
        public String toString() {
            return "lease of " + leaseSeconds + " s";
        }
    }

    private record Presence(List<Someone> peers) {
        record Someone(PeerId id) {}
    }

    private record Testimony(Boolean reached) {}

    private record Problem(Reason reason, String detail) {}

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final JsonMapper json;

    Answers(JsonMapper json) {
        this.json = json;
    }

    byte[] write(Object body) {
        return json.writeValueAsBytes(body);
    }

    /** What was asked for a proof answers; nothing of it is checked. @throws DialFailure NOT_A_PEER, NOT_SERVING (busy) */
    Statement statement(HttpOut.Answer answer) {
        if (answer.status() == 429 || answer.status() == 503) {
            throw DialFailure.before(PortReach.NOT_SERVING, "has no time for a proof");
        }
        Statement read = answer.status() == 200 ? read(answer, Statement.class) : null;
        if (read == null) {
            throw DialFailure.before(PortReach.NOT_A_PEER, "answered, but not as a peer does");
        }
        return read;
    }

    /** @throws DialFailure CREDENTIAL_REFUSED with the peer's own sentence; NOT_A_PEER unless a peer describes itself, under the id of its header */
    Status status(HttpOut.Answer answer) {
        if (answer.status() == UNAUTHORIZED || answer.status() == FORBIDDEN) {
            Problem problem = read(answer, Problem.class);
            String why = problem == null ? "HTTP " + answer.status() : Printable.of(problem.detail());
            throw DialFailure.after(PortReach.CREDENTIAL_REFUSED, "does not let this peer in: " + why);
        }
        Status status = answer.status() == 200 ? read(answer, Status.class) : null;
        if (status == null || status.peer() == null || answer.peerId() == null) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered, but not as a peer does");
        }
        if (!isFrom(answer, status.peer().id())) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "calls itself one thing and answers as another");
        }
        return status;
    }

    /** @throws PeerException the reason it gave; DialFailure NOT_A_PEER for what is no registration */
    Registration registration(HttpOut.Answer answer, String peer) {
        refuseProblem(answer, peer);
        Registration read = read(answer, Registration.class);
        if (read == null || read.peer() == null || read.peers() == null || !isWhole(read.reached())) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered what is no registration");
        }
        int known = Math.min(Registration.MAX_PEERS, read.peers().size());
        return new Registration(read.peer(), List.copyOf(read.peers().subList(0, known)), read.reached());
    }

    /** @throws PeerException the reason it gave; DialFailure NOT_A_PEER for what is no answer to /probe */
    boolean reached(HttpOut.Answer answer, String peer) {
        refuseProblem(answer, peer);
        Testimony read = read(answer, Testimony.class);
        if (read == null || read.reached() == null) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered what is no testimony");
        }
        return read.reached();
    }

    /** @throws PeerException the reason it gave; DialFailure NOT_A_PEER for what is no search answer */
    SearchAnswer search(HttpOut.Answer answer, String peer) {
        refuseProblem(answer, peer);
        SearchAnswer read = read(answer, SearchAnswer.class);
        if (read == null || read.hits() == null || !isWhole(read.coverage()) || !isWhole(read.hits())) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered what is no search answer");
        }
        return read;
    }

    /** @throws PeerException the reason it gave; INVALID_REQUEST for what is no summary */
    Summary summary(HttpOut.Answer answer, String peer) {
        refuseProblem(answer, peer);
        return Summary.parse(answer.body());
    }

    /** @throws PeerException the reason it gave; INVALID_REQUEST for what is no neighbourhood */
    Neighbourhood neighbourhood(HttpOut.Answer answer, String peer) {
        refuseProblem(answer, peer);
        return Neighbourhood.parse(answer.body());
    }

    /** @throws PeerException the reason it gave; DialFailure NOT_A_PEER for what is no lease */
    AnnouncementTransport.Lease lease(HttpOut.Answer answer, String directory) {
        refuseProblem(answer, directory);
        Granted read = read(answer, Granted.class);
        if (read == null || read.credential() == null || read.leaseSeconds() == null || read.leaseSeconds() < 1) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered what is no lease");
        }
        return new AnnouncementTransport.Lease(read.credential(), Duration.ofSeconds(read.leaseSeconds()));
    }

    /** @throws PeerException the reason it gave; DialFailure NOT_A_PEER for what is no epoch */
    DirectoryStore.Published published(HttpOut.Answer answer, String directory) {
        refuseProblem(answer, directory);
        DirectoryStore.Published read = read(answer, DirectoryStore.Published.class);
        if (read == null || read.epoch() < 1) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered what is no epoch");
        }
        return read;
    }

    /** @throws PeerException the reason it gave; DialFailure NOT_A_PEER for what is no answer to a query */
    AnnouncementTransport.Found found(HttpOut.Answer answer, String directory) {
        refuseProblem(answer, directory);
        AnnouncementTransport.Found read = read(answer, AnnouncementTransport.Found.class);
        if (read == null || read.hits() == null || !isWhole(read.hits())) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered what is no answer to a query");
        }
        return read;
    }

    /** @throws PeerException the reason it gave; DialFailure NOT_A_PEER for what is no list of peers */
    Set<PeerId> present(HttpOut.Answer answer, String directory) {
        refuseProblem(answer, directory);
        Presence read = read(answer, Presence.class);
        if (read == null || read.peers() == null || read.peers().stream().anyMatch(each -> each.id() == null)) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered what is no list of peers");
        }
        return read.peers().stream().map(Presence.Someone::id).collect(Collectors.toUnmodifiableSet());
    }

    /** @throws PeerException the reason it gave */
    Void nothing(HttpOut.Answer answer, String directory) {
        refuseProblem(answer, directory);
        return null;
    }

    static boolean isFrom(HttpOut.Answer answer, PeerId id) {
        return id.value().equals(answer.peerId());
    }

    private void refuseProblem(HttpOut.Answer answer, String peer) {
        if (answer.status() == 200 || answer.status() == 204) {
            return;
        }
        Problem problem = read(answer, Problem.class);
        if (problem == null || problem.reason() == null) {
            throw DialFailure.after(PortReach.NOT_A_PEER, "answered with HTTP " + answer.status());
        }
        // Its own fault is no fault of ours, and what it asks of its callers we have not got wrong on purpose.
        Reason reason = problem.reason() == Reason.INTERNAL || problem.reason() == Reason.STORAGE_FAILURE
                ? Reason.PEER_UNREACHABLE
                : problem.reason();
        throw new PeerException(reason, peer + ": " + Printable.of(problem.detail()));
    }

    /** Null when it is not JSON of this shape. */
    private <T> T read(HttpOut.Answer answer, Class<T> type) {
        try {
            return json.readValue(answer.body(), type);
        } catch (JacksonException | PeerException notOfThisShape) {
            return null;
        }
    }

    private static boolean isWhole(Reached reached) {
        return reached != null && reached.rest() != null && reached.grpc() != null;
    }

    private static boolean isWhole(Coverage coverage) {
        return coverage != null
                && coverage.unreachable() != null
                && coverage.unreachable().stream().allMatch(each -> each.reason() != null);
    }

    private static boolean isWhole(List<Hit> hits) {
        return hits.stream().allMatch(hit -> hit.name() != null && hit.peers() != null && hit.size() >= 0);
    }
}
