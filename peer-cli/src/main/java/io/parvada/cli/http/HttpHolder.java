package io.parvada.cli.http;

import io.parvada.cli.peer.Holder;
import io.parvada.cli.peer.Shown;
import io.parvada.transfer.error.PeerException;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** One holder of an HTTP download, and what became of it. Main thread, but for the count. */
public final class HttpHolder {

    private final String name;
    private final String id;
    private final List<URI> urls;
    private final Shown shown;
    private final AtomicLong received = new AtomicLong();
    private PeerException failure;

    private HttpHolder(String name, String id, List<URI> urls, Shown shown) {
        this.name = name;
        this.id = id;
        this.urls = urls;
        this.shown = shown;
    }

    /** Its download address, then the same path at each further address; what is no http address is left out. */
    public static HttpHolder of(Holder holder) {
        return of(holder, Shown.NOTHING);
    }

    /** @param shown a credential only if the holder asks for one */
    public static HttpHolder of(Holder holder, Shown shown) {
        Set<URI> urls = new LinkedHashSet<>();
        http(holder.downloadUrl()).ifPresent(url -> {
            urls.add(url);
            holder.peer().urls().forEach(base -> http(base + url.getRawPath()).ifPresent(urls::add));
        });
        return new HttpHolder(holder.peer().label(), holder.peer().id(), List.copyOf(urls), shown);
    }

    public String name() {
        return name;
    }

    public AtomicLong received() {
        return received;
    }

    public Optional<PeerException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Null where the asked peer did not tell. */
    String id() {
        return id;
    }

    /** For a holder that has answered and asks who we are; empty where there is nothing to show. */
    Map<String, String> shown(String method, URI url) {
        return id == null ? Map.of() : shown.headers(id, method, url.getRawPath());
    }

    List<URI> urls() {
        return urls;
    }

    boolean isLost() {
        return failure != null;
    }

    void lost(PeerException why) {
        failure = why;
    }

    private static Optional<URI> http(String url) {
        try {
            URI uri = url == null ? null : new URI(url);
            boolean usable = uri != null
                    && Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null;
            return usable ? Optional.of(uri) : Optional.empty();
        } catch (java.net.URISyntaxException notOne) {
            return Optional.empty();
        }
    }
}
