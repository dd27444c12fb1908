/**
 * A query and its answer as values, and the port {@link io.parvada.peer.query.QueryTransport} by which they travel; what
 * is asked ({@code Question}), within which bounds ({@code Bounds}), and whether it was seen before
 * ({@code SeenQueries}). It may touch address, config, identity, catalog and arrivals. No threads of its own; any thread.
 */
package io.parvada.peer.query;
