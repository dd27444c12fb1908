package io.parvada.peer.announce;

import io.parvada.peer.address.PeerUrl;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

/** The processes of one directory: the one that answered last, and the others for when it does not. One thread. */
final class Processes {

    private final List<PeerUrl> urls;
    private int current;

    /** @param urls at least one */
    Processes(List<PeerUrl> urls) {
        this.urls = List.copyOf(urls);
    }

    PeerUrl current() {
        return urls.get(current);
    }

    /**
     * Calls one after the other until one answers, and waits for it.
     *
     * @param patience that each is given
     * @throws PeerException what one of them said, or why the last of them could not be called
     */
    <T> T call(BiFunction<PeerUrl, Duration, CompletableFuture<T>> call, Duration patience) {
        for (int tried = 1; ; tried++) {
            try {
                return await(call.apply(current(), patience));
            } catch (PeerException e) {
                boolean elsewhere = e.reason().retryable() && e.reason() != Reason.RATE_LIMITED;
                if (!elsewhere || tried == urls.size()) {
                    throw e;
                }
                current = (current + 1) % urls.size();
            }
        }
    }

    static <T> T await(CompletableFuture<T> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            throw PeerException.unwrapped(e);
        }
    }
}
