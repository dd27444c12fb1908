package io.parvada.peer.query;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/**
 * What is asked: by name or by content; the other is null.
 *
 * @param partial whether those who have a part of the content are meant too; by content only
 */
public record Question(NameQuery name, Sha256 root, boolean partial) {

    /**
     * @throws PeerException INVALID_REQUEST unless exactly one of query and root is given, for a query that is none, and
     *     for {@code partial} without a root: what a half file is called is no hit
     */
    public static Question of(String query, Sha256 root, boolean partial) {
        if ((query == null) == (root == null)) {
            throw new PeerException(Reason.INVALID_REQUEST, "a search has either a query or a root");
        }
        if (partial && root == null) {
            throw new PeerException(Reason.INVALID_REQUEST, "partial goes with a root");
        }
        return new Question(query == null ? null : NameQuery.parse(query), root, partial);
    }

    /** Who has exactly this file. @throws PeerException INVALID_REQUEST for an empty or endless name */
    public static Question ofFile(String filename) {
        return new Question(NameQuery.exactly(filename), null, false);
    }

    /** The name of {@link #ofFile}; else null. */
    public String filename() {
        return name == null ? null : name.exact();
    }

    /** Whether a hit answers this at all; what other peers send is judged by it. */
    public boolean matches(Hit hit) {
        return name != null ? name.matches(hit.name().value()) : root.equals(hit.root());
    }

    /** The text as it was asked; null when asked by root. */
    public String text() {
        return name == null ? null : name.text();
    }
}
