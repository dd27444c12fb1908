/**
 * Searching the network: {@link io.parvada.peer.search.Search} begins one, {@link io.parvada.peer.search.QueryRouter}
 * takes part in another peer's; both run a {@code Flood}, one object a query, which asks the own catalog and then all
 * live neighbours at once and answers by its deadline, whatever they do.
 *
 * <p>It may touch overlay, query, summary, catalog, arrivals, identity, config and time. The catalog is read on the threads
 * {@code search-N}, deadlines fire on {@code search-timer-1}, answers are merged on the transport's threads under the
 * flood's lock; nobody waits, but who reads a {@link io.parvada.peer.search.HitStream} on a thread of its own.
 */
package io.parvada.peer.search;
