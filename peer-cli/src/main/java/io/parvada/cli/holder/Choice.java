package io.parvada.cli.holder;

import io.parvada.cli.output.Console;
import io.parvada.cli.output.Table;
import io.parvada.cli.peer.Holder;
import io.parvada.cli.peer.IncompleteSearch;
import io.parvada.cli.peer.Located;
import io.parvada.cli.peer.RemotePeer;
import io.parvada.cli.session.Session;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which content the user means: names are not unique in a network without a centre. One content under the name is it;
 * of several the user has to say which, by root or by a peer that holds it.
 *
 * @param root 64 hexadecimal digits, or null
 * @param from a peer's name or id, or null
 */
public record Choice(String root, String from) {

    /**
     * The holders that could tell what is meant, hashed or not: those of {@code from} where it is given.
     *
     * @throws PeerException FILE_NOT_FOUND when nobody holds it, PEER_NOT_FOUND when {@code from} does not,
     *     INVALID_REQUEST when two peers are called so
     */
    public List<Holder> candidates(Located located) {
        if (located.holders().isEmpty()) {
            throw located.notFound();
        }
        if (from == null) {
            return located.holders();
        }
        List<Holder> meant = located.holders().stream()
                .filter(holder -> holder.peer().answersTo(from))
                .toList();
        if (meant.isEmpty()) {
            String who = located.holders().stream().map(h -> h.peer().label()).collect(Collectors.joining(", "));
            throw new PeerException(
                    Reason.PEER_NOT_FOUND,
                    "'" + from + "' does not hold '" + located.wanted() + "'; " + who
                            + (located.holders().size() == 1 ? " does" : " do"),
                    located.complete() ? null : new IncompleteSearch(located.incompleteness()));
        }
        if (meant.stream().map(holder -> holder.peer().id()).distinct().count() > 1) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, "several peers are called '" + from + "'; give the id of one with --from");
        }
        return meant;
    }

    /** Whether {@code candidates} can be decided without those that are still hashing. */
    public boolean settledWithoutWaiting(List<Holder> candidates) {
        return root != null && candidates.stream().anyMatch(this::isOfRoot);
    }

    /**
     * The one content of the candidates, all of whose holders are hashed or do not matter, with everyone who holds it.
     *
     * @throws PeerException INVALID_REQUEST with {@link SeveralContents}, after they were listed; FILE_NOT_FOUND
     */
    public Chosen decide(List<Holder> candidates, Located located, Session session) {
        List<Holder> meant = candidates.stream()
                .filter(holder -> root == null || isOfRoot(holder))
                .toList();
        List<ContentId> contents = meant.stream()
                .flatMap(holder -> holder.content().stream())
                .distinct()
                .toList();
        if (contents.isEmpty()) {
            throw Located.notFound(
                    "no peer has '" + located.wanted() + "' with this root", located.complete(), located.missed());
        }
        if (contents.size() > 1) {
            if (!session.json()) {
                list(contents, meant, session.console());
            }
            String detail = contents.size() + " different contents are called '" + located.wanted()
                    + "', nothing was fetched; say which with --root or --from";
            throw new PeerException(Reason.INVALID_REQUEST, detail, new SeveralContents(detail));
        }
        ContentId content = contents.get(0);
        return new Chosen(meant.get(0).name(), content, holdersOf(content, candidates, located.holders()));
    }

    /** Each peer once, though it may hold the content under two names. */
    private static List<Holder> holdersOf(ContentId content, List<Holder> candidates, List<Holder> others) {
        Map<RemotePeer, Holder> byPeer = new LinkedHashMap<>();
        Stream.concat(candidates.stream(), others.stream())
                .filter(holder -> holder.content().filter(content::equals).isPresent())
                .forEach(holder -> byPeer.putIfAbsent(holder.peer(), holder));
        return List.copyOf(byPeer.values());
    }

    private boolean isOfRoot(Holder holder) {
        return holder.content()
                .filter(content -> content.root().hex().equals(root.toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    private static void list(List<ContentId> contents, List<Holder> holders, Console console) {
        Table table = new Table(">BYTES", "ROOT", "HELD BY");
        for (ContentId content : contents) {
            String who = holders.stream()
                    .filter(holder -> holder.content().filter(content::equals).isPresent())
                    .map(holder -> holder.peer().label())
                    .collect(Collectors.joining(", "));
            table.row(
                    String.format(Locale.ROOT, "%,d", content.sizeBytes()),
                    content.root().hex(),
                    who);
        }
        console.table(table);
    }
}
