/**
 * What this peer shares: names that can be searched as soon as they are seen, and contents once they are read.
 *
 * <p>{@link io.parvada.peer.catalog.Catalog} is the door. Behind it one SQLite file ({@code CatalogDatabase}, with the
 * rows in {@code FileRows}, the piece hashes in {@code Layers} and the queries in {@code NameSearch} and {@code NamePages}) is kept true to the
 * disk by {@code Indexer} (thread {@code index-1}: scans and changes), {@code Hashing} ({@code hash-1} and {@code -2}: read
 * contents) and
 * {@link io.parvada.peer.watch.ShareWatcher} ({@code watch-1}: what the operating system tells). The disk itself is touched through
 * {@link io.parvada.transfer.storage.SharedFolder} only. Reads run on the caller's thread over a small pool of
 * connections and wait for nobody; writes run on the caller's thread too, one at a time. May import {@code
 * config}, {@code names}, {@code pace}, {@code time} and {@code watch}.
 */
package io.parvada.peer.catalog;
