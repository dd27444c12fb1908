package io.parvada.peer.query;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;

/** What is asked: by name or by content; the other is null. */
public record Question(NameQuery name, Sha256 root) {

    /** @throws PeerException INVALID_REQUEST unless exactly one is given, or for a query that is none */
    public static Question of(String query, Sha256 root) {
        if ((query == null) == (root == null)) {
            throw new PeerException(Reason.INVALID_REQUEST, "a search has either a query or a root");
        }
        return new Question(query == null ? null : NameQuery.parse(query), root);
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
