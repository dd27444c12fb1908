package io.parvada.cli.http;

import io.parvada.cli.local.HttpPart;
import io.parvada.cli.local.LocalFile;
import io.parvada.cli.output.Progress;
import io.parvada.transfer.content.ContentHasher.Hashed;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Fetches one content over HTTP, holder after holder, each going on where the last one broke off. HTTP carries no hashes
 * of pieces: the whole is read once at the end, and only then known to be right. When it is wrong, all is fetched again,
 * and a holder who alone sent it all is blamed and not asked again. Main thread; {@link #cancel} from any.
 */
public final class HttpDownload {

    private final ContentId content;
    private final HttpPart part;
    private final List<HttpHolder> holders;
    private final Function<String, Progress> progresses;
    private volatile HttpFetch fetch;
    private volatile boolean cancelled;

    /** @param progresses makes a progress of the task that is said */
    public HttpDownload(
            ContentId content, HttpPart part, List<HttpHolder> holders, Function<String, Progress> progresses) {
        this.content = content;
        this.part = part;
        this.holders = List.copyOf(holders);
        this.progresses = progresses;
    }

    public void cancel() {
        cancelled = true;
        HttpFetch current = fetch;
        if (current != null) {
            current.cancel();
        }
    }

    /**
     * Blocks until the part holds the content, proven; commits nothing.
     *
     * @return the SHA-256 of the bytes as they were read here
     * @throws PeerException the last holder's failure when none is left: if that is BUSY with a time, this may be run
     *     again then; CANCELLED. What came stays in the part
     */
    public Sha256 run() {
        // Each round ends with all proven, one holder out, or a beginning that was not of this run dropped.
        while (true) {
            boolean fromEarlier = part.size() > 0;
            List<HttpHolder> senders = gather();
            Hashed hashed = check();
            if (hashed.content().equals(content)) {
                return hashed.sha256();
            }
            part.restart();
            blame(senders, fromEarlier);
        }
    }

    /** Those who sent something in this round. */
    private List<HttpHolder> gather() {
        List<HttpHolder> senders = new ArrayList<>();
        PeerException last = new PeerException(Reason.CORRUPT_SOURCE, "no holder is left that serves the right bytes");
        try (Progress progress = progresses.apply("")) {
            progress.update(part.size(), content.sizeBytes());
            fetch = new HttpFetch(part, content, progress);
            for (HttpHolder holder : holders) {
                if (part.full()) {
                    break;
                }
                if (!holder.isLost()) {
                    long before = holder.received().get();
                    last = attempt(holder, progress, last);
                    if (holder.received().get() > before) {
                        senders.add(holder);
                    }
                }
            }
            progress.update(part.size(), content.sizeBytes());
        }
        if (!part.full()) {
            throw last;
        }
        return senders;
    }

    private PeerException attempt(HttpHolder holder, Progress progress, PeerException last) {
        PeerException why = new PeerException(Reason.PEER_UNREACHABLE, "it advertises no HTTP address");
        for (var url : holder.urls()) {
            if (cancelled) {
                throw new PeerException(Reason.CANCELLED, "interrupted");
            }
            try {
                fetch.from(holder, url);
                return last;
            } catch (PeerException e) {
                if (ours(e.reason())) {
                    throw e;
                }
                why = e;
            }
        }
        if (why.reason() == Reason.BUSY && why.retryAfter().isPresent()) {
            return why; // not lost: it may be asked again
        }
        holder.lost(why);
        progress.note("lost " + holder.name() + ": " + why.detail());
        return why;
    }

    private void blame(List<HttpHolder> senders, boolean fromEarlier) {
        if (!fromEarlier && senders.size() == 1) {
            senders.get(0).lost(new PeerException(Reason.CORRUPT_SOURCE, "its bytes are not what their root says"));
        } else if (!fromEarlier) {
            // Whose bytes were wrong cannot be told; those who broke off are out already, and one sends all next time.
            return;
        }
        if (holders.stream().allMatch(HttpHolder::isLost)) {
            throw new PeerException(
                    Reason.CORRUPT_SOURCE, "what came is not what the root says, and no holder is left");
        }
    }

    private Hashed check() {
        try (Progress progress = progresses.apply("checking ")) {
            return LocalFile.hash(part.path(), progress);
        }
    }

    /** What another holder would not mend. */
    private static boolean ours(Reason reason) {
        return reason == Reason.CANCELLED || reason == Reason.STORAGE_FULL || reason == Reason.STORAGE_FAILURE;
    }
}
