/** What this peer shares: the SQLite index, the watcher, the hashing. */
package io.parvada.peer.catalog;
