package io.parvada.cli.holder;

import io.parvada.cli.peer.Holder;
import io.parvada.cli.session.Session;
import io.parvada.proto.v1.FileInfo;
import io.parvada.proto.v1.FileRef;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Waits for holders that have the file but have not hashed it yet: being asked moves it to the head of their queue. */
public final class Hashing {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Session session;
    private final Dialler dialler;

    public Hashing(Session session, Dialler dialler) {
        this.session = session;
        this.dialler = dialler;
    }

    /**
     * The same holders, each with its content; one that cannot be reached, or has lost the file, is left out and said.
     *
     * @throws PeerException the last failure when nobody is left; CANCELLED when the user interrupts
     */
    public List<Holder> await(List<Holder> holders) {
        List<Holder> hashed = new ArrayList<>();
        PeerException last = null;
        for (Holder holder : holders) {
            try {
                hashed.add(holder.content().isPresent() ? holder : holder.hashed(content(holder)));
            } catch (PeerException e) {
                if (e.reason() == Reason.CANCELLED) {
                    throw e;
                }
                last = e;
                session.console().note(holder.peer().label() + " is left out: " + e.detail());
            }
        }
        if (hashed.isEmpty() && last != null) {
            throw last;
        }
        return hashed;
    }

    private ContentId content(Holder holder) {
        FileRef byName = FileRef.newBuilder().setName(holder.name().value()).build();
        String said = null;
        while (true) {
            try (Dialled dialled = dialler.dial(holder.peer(), byName)) {
                return content(dialled.info()
                        .orElseThrow(() -> new PeerException(
                                Reason.FILE_NOT_FOUND, holder.peer().label() + " does not have it any more")));
            } catch (PeerException e) {
                if (e.reason() != Reason.BUSY) {
                    throw e;
                }
                if (!e.detail().equals(said)) {
                    said = e.detail();
                    session.console().note("waiting for " + holder.peer().label() + ": " + said);
                }
                session.interrupts().pause(pause(e));
            }
        }
    }

    private static ContentId content(FileInfo info) {
        return new ContentId(info.getSize(), Sha256.ofBytes(info.getRoot().toByteArray()));
    }

    private static Duration pause(PeerException busy) {
        Duration asked = busy.retryAfter().orElse(Duration.ofSeconds(1));
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }
}
