package io.parvada.peer.search;

import io.parvada.peer.catalog.Catalog;
import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.names.Folding;
import io.parvada.peer.query.DirectoryLookup;
import io.parvada.peer.query.Hit;
import io.parvada.peer.query.Question;
import io.parvada.peer.query.SearchAnswer;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.storage.StagedReader;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Hits of many peers, one for each (name, size, root) with all its holders. What comes from others is judged: a hit that
 * does not answer the question, has no holder, or says that this very peer holds it, is dropped; at most {@code limit}
 * groups of at most {@link #MOST_HOLDERS} holders are kept. Not thread-safe: the flood's lock guards it.
 */
final class HitMerger {

    static final int MOST_HOLDERS = 256;

    /** What makes two hits one. */
    record Key(FileName name, long size, Sha256 root) {
        static Key of(Hit hit) {
            return new Key(hit.name(), hit.size(), hit.root());
        }
    }

    private static final class Group {
        Sha256 sha256;
        final Map<PeerId, Peer> holders = new LinkedHashMap<>();
        final Map<PeerId, Peer> partial = new LinkedHashMap<>();
    }

    private final Question question;
    private final int limit;
    private final Peer self;
    private final Function<PeerId, Optional<Peer>> known;
    private final Map<Key, Group> groups = new LinkedHashMap<>();
    private final Set<Key> changed = new LinkedHashSet<>();
    private boolean full;
    private boolean heldBack;

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
        if (found.truncated()) {
            more(found.entries().size());
        }
    }

    /** A file that is arriving here. */
    void addArriving(StagedReader file) {
        addPartial(
                new Key(file.name(), file.content().sizeBytes(), file.content().root()), self);
    }

    /** What another peer answered. @return how many hits were taken */
    int addRemote(SearchAnswer answer) {
        int taken = addRemote(answer.hits());
        if (answer.truncated()) {
            more(taken);
        }
        return taken;
    }

    /** What a directory answered. */
    void addCentral(DirectoryLookup.Answer answer) {
        int taken = addRemote(answer.hits());
        if (answer.truncated()) {
            more(taken);
        }
    }

    private int addRemote(List<Hit> hits) {
        if (hits == null) {
            return 0;
        }
        int taken = 0;
        for (Hit hit : hits.subList(0, Math.min(limit, hits.size()))) {
            if (sound(hit)) {
                Key key = Key.of(hit);
                others(hit.peers()).forEach(holder -> add(key, hit.sha256(), holder));
                if (question.partial() && hit.partial() != null) {
                    others(hit.partial()).forEach(holder -> addPartial(key, holder));
                }
                taken++;
            }
        }
        full |= hits.size() > limit;
        return taken;
    }

    /** A peer that gave {@code hits} held back some, or could not look at all that it has. */
    void more(int hits) {
        heldBack = true;
        full |= hits >= limit;
    }

    /** Whether there are more than fit: nobody else needs to be asked. */
    boolean full() {
        return full;
    }

    /** Whether there may be more than these, of those that were asked. */
    boolean truncated() {
        return full || heldBack;
    }

    int size() {
        return groups.size();
    }

    /** At most {@code limit}: names equal to the query first, then those that begin with it, then by name. */
    List<Hit> hits() {
        String text =
                question.name() == null ? "" : Folding.fold(question.name().text());
        return groups.entrySet().stream()
                .map(group -> hit(group.getKey(), group.getValue()))
                .sorted(Comparator.comparingInt((Hit hit) -> rank(hit.name(), text))
                        .thenComparing(Hit::name)
                        .thenComparing(Hit::size)
                        .thenComparing(hit -> String.valueOf(hit.root())))
                .toList();
    }

    /** Tells of those that are new, or known better, since this was last called, as they are now. */
    void tell(HitStream.HitListener listener) {
        if (listener != HitStream.HitListener.NONE && !changed.isEmpty()) {
            listener.arrived(
                    changed.stream().map(key -> hit(key, groups.get(key))).toList());
            changed.clear();
        }
    }

    private Stream<Peer> others(List<Peer> holders) {
        return holders.stream()
                .filter(holder -> holder != null && !holder.id().equals(self.id()))
                .map(holder -> known.apply(holder.id()).orElse(holder));
    }

    private void add(Key key, Sha256 sha256, Peer holder) {
        group(key).ifPresent(group -> {
            boolean hashed = group.sha256 == null && sha256 != null;
            if (hashed) {
                group.sha256 = sha256;
            }
            boolean added = put(group.holders, holder);
            group.partial.remove(holder.id());
            if (hashed || added) {
                changed.add(key);
            }
        });
    }

    /** Who has all of it by another's word has all of it. */
    private void addPartial(Key key, Peer holder) {
        group(key)
                .filter(group -> !group.holders.containsKey(holder.id()))
                .filter(group -> put(group.partial, holder))
                .ifPresent(group -> changed.add(key));
    }

    /** Empty when it does not fit any more. */
    private Optional<Group> group(Key key) {
        Group group = groups.get(key);
        if (group == null && groups.size() < limit) {
            group = new Group();
            groups.put(key, group);
        }
        full |= group == null;
        return Optional.ofNullable(group);
    }

    private boolean put(Map<PeerId, Peer> into, Peer holder) {
        if (into.size() >= MOST_HOLDERS) {
            heldBack |= !into.containsKey(holder.id());
            return false;
        }
        return into.putIfAbsent(holder.id(), holder) == null;
    }

    private boolean sound(Hit hit) {
        return hit != null
                && hit.name() != null
                && hit.size() >= 0
                && hit.peers() != null
                && hit.peers().size() <= MOST_HOLDERS
                && (hit.partial() == null || hit.partial().size() <= MOST_HOLDERS)
                && question.matches(hit);
    }

    private Hit hit(Key key, Group group) {
        List<Peer> partial = question.partial() ? List.copyOf(group.partial.values()) : null;
        return new Hit(key.name(), key.size(), group.sha256, key.root(), List.copyOf(group.holders.values()), partial);
    }

    private static int rank(FileName name, String text) {
        String whole = Folding.fold(name.value());
        String last = Folding.fold(name.lastSegment());
        if (whole.equals(text) || last.equals(text)) {
            return 0;
        }
        return whole.startsWith(text) || last.startsWith(text) ? 1 : 2;
    }
}
