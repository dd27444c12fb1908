/**
 * How a peer is named and where it can be reached, as values that cannot be wrong, and whether this peer may go there
 * ({@link io.parvada.peer.address.AddressJudge}). Pure: no network, no resolver, no thread of its own. May import
 * {@code transfer.error} only; runs on any thread.
 */
package io.parvada.peer.address;
