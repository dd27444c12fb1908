/**
 * What a standard client needs to fetch a file from all its holders and prove it: Metalink 4 (RFC 5854). It may touch
 * address, identity, catalog, search, query, config and time. Callers get futures; the plain SHA-256 of pieces, which the hash
 * tree does not have, are computed on thread {@code pieces-1}.
 */
package io.parvada.peer.metalink;
