/**
 * Neighbours, membership, failure detection: whom this peer knows, keyed by id and never by address, and what it
 * believes of each. {@link io.parvada.peer.overlay.Overlay} is the door; behind it
 * {@code NeighbourTable} holds the state under its own lock, {@code Suspicion} is the arithmetic of belief,
 * {@code View} chooses who is asked,
 * {@code FailureDetector} probes, {@code Witnesses} asks others before it believes a peer DEAD, {@code Introductions} lets peers in only when they have proven themselves,
 * {@code Friends} keeps meeting the configured ones.
 *
 * <p>It may touch address, config, identity, proof, membership and time. Timers run on the thread {@code overlay-1}; answers
 * come on the transport's threads; nothing here blocks.
 */
package io.parvada.peer.overlay;
