/**
 * Where a directory keeps what it knows: one schema and one set of statements ({@code SqlDirectoryStore} over {@code
 * AccountRows}, {@code SessionRows}, {@code EntryRows} and {@code EntryQuery}) on SQLite or on PostgreSQL, whose
 * differences are a {@code Dialect}. It implements {@code directory}'s port, and may touch identity, names and query.
 * Runs on the caller's thread, which waits for the database; connections are pooled, and have no threads but the pool's.
 */
package io.parvada.peer.directorystore;
