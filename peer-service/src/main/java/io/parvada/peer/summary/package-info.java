/**
 * What a neighbour surely does not share, so that the last hop of a query may leave it out: {@code Summary} (a Bloom
 * filter over the trigrams of folded names and over roots), {@code OwnSummary} (made of the catalog when somebody asks),
 * {@code NeighbourSummaries} (what neighbours gave, fetched by the port {@code SummaryTransport}). A summary prunes only
 * while it is fresh; everything else means forward.
 *
 * <p>It may touch catalog, names, query, overlay, identity and time. Building runs on {@code summary-1}; all else on any
 * thread, without waiting.
 */
package io.parvada.peer.summary;
