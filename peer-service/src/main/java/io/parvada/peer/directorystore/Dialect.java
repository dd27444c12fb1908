package io.parvada.peer.directorystore;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.error.PeerException;
import java.util.List;
import java.util.Optional;

/** What SQLite and PostgreSQL say differently. Thread-safe. */
interface Dialect {

    /** A part of a statement with its parameters. */
    record Part(String sql, List<Object> parameters) {}

    /** The function of a text and another: where the other begins in it, from 1, or 0; 1 for an empty one. */
    String position();

    /**
     * Joins to {@code c} the session {@code s} whose generation {@code c.generation} is and whose lease ends after the one
     * parameter, or nulls; row by row, so that whoever stops reading has not had the rest computed.
     */
    String join();

    /**
     * Entries, in no order, among which all are that match; empty where an index of trigrams does not help.
     *
     * @param query with a text, or none: then empty
     */
    Optional<Part> candidates(NameQuery query, NameSample sample);

    /** What a failure of the database is to a caller. */
    PeerException failure(RuntimeException e);
}
