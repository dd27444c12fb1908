/**
 * What is arriving: {@link io.parvada.peer.arrivals.Arrivals} knows the files that this peer is fetching, so that others
 * may have their proven pieces before the last one is here. {@code downloads} says what arrives; {@code search} and
 * {@code rpc} tell and serve it. It may touch the engine alone. No threads of its own; any thread.
 */
package io.parvada.peer.arrivals;
