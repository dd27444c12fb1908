/**
 * What surely is not at a neighbour, or at its neighbours, so that the last two hops of a query may leave it out: {@code
 * Summary} (a Bloom filter over the trigrams of folded names and over roots), {@code Neighbourhood} (those of a peer's
 * neighbours), {@code ToldSummaries} (what this peer tells of both when somebody asks), {@code NeighbourSummaries} (what
 * neighbours told, fetched by the port {@code SummaryTransport}). A summary prunes only while it is fresh; everything else
 * means forward.
 *
 * <p>It may touch catalog, names, query, overlay, membership, identity and time. Building runs on {@code summary-1}; all
 * else on any thread, without waiting.
 */
package io.parvada.peer.summary;
