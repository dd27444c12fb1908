package io.parvada.peer.search;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Hits of many peers, one for each (name, size, root) with all its holders. What comes from others is judged: a hit that
 * does not answer the question, has no holder, or says that this very peer holds it, is dropped; at most {@code limit}
 * groups of at most {@link #MOST_HOLDERS} holders are kept. Not thread-safe: the flood's lock guards it.
 */
final class HitMerger {

    static final int MOST_HOLDERS = 256;

    private record Key(FileName name, long size, Sha256 root) {}

    private static final class Group {
        Sha256 sha256;
        final Map<PeerId, Peer> holders = new LinkedHashMap<>();
    }

    private final Question question;
    private final int limit;
    private final Peer self;
    private final Function<PeerId, Optional<Peer>> known;
    private final Map<Key, Group> groups = new LinkedHashMap<>();
    private boolean overflown;

    /** @param known a peer as this one knows it: its proven address goes before what others say of it */
    HitMerger(Question question, int limit, Peer self, Function<PeerId, Optional<Peer>> known) {
        this.question = question;
        this.limit = limit;
        this.self = self;
        this.known = known;
    }

    void addLocal(Catalog.Found found) {
        for (CatalogEntry entry : found.entries()) {
            add(new Key(entry.name(), entry.sizeBytes(), entry.root()), entry.sha256(), self);
        }
        overflown |= found.truncated();
    }

    /** @return how many were taken */
    int addRemote(List<Hit> hits) {
        if (hits == null) {
            return 0;
        }
        int taken = 0;
        for (Hit hit : hits.subList(0, Math.min(limit, hits.size()))) {
            if (sound(hit)) {
                Key key = new Key(hit.name(), hit.size(), hit.root());
                for (Peer holder : hit.peers()) {
                    if (holder != null && !holder.id().equals(self.id())) {
                        add(key, hit.sha256(), known.apply(holder.id()).orElse(holder));
                    }
                }
                taken++;
            }
        }
        overflown |= hits.size() > limit;
        return taken;
    }

    /** A peer held back some of its own. */
    void more() {
        overflown = true;
    }

    /** Whether there are more than fit. */
    boolean overflown() {
        return overflown;
    }

    int size() {
        return groups.size();
    }

    /** At most {@code limit}: names equal to the query first, then those that begin with it, then by name. */
    List<Hit> hits() {
        String text = question.name() == null ? "" : folded(question.name().text());
        return groups.entrySet().stream()
                .map(group -> hit(group.getKey(), group.getValue()))
                .sorted(Comparator.comparingInt((Hit hit) -> rank(hit.name(), text))
                        .thenComparing(Hit::name)
                        .thenComparing(Hit::size)
                        .thenComparing(hit -> String.valueOf(hit.root())))
                .toList();
    }

    private void add(Key key, Sha256 sha256, Peer holder) {
        Group group = groups.get(key);
        if (group == null) {
            if (groups.size() >= limit) {
                overflown = true;
                return;
            }
            group = new Group();
            groups.put(key, group);
        }
        if (group.sha256 == null) {
            group.sha256 = sha256;
        }
        if (group.holders.size() < MOST_HOLDERS) {
            group.holders.putIfAbsent(holder.id(), holder);
        }
    }

    private boolean sound(Hit hit) {
        return hit != null
                && hit.name() != null
                && hit.size() >= 0
                && hit.peers() != null
                && hit.peers().size() <= MOST_HOLDERS
                && question.matches(hit);
    }

    private static Hit hit(Key key, Group group) {
        return new Hit(key.name(), key.size(), group.sha256, key.root(), List.copyOf(group.holders.values()));
    }

    private static int rank(FileName name, String text) {
        String whole = folded(name.value());
        String last = folded(name.lastSegment());
        if (whole.equals(text) || last.equals(text)) {
            return 0;
        }
        return whole.startsWith(text) || last.startsWith(text) ? 1 : 2;
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
