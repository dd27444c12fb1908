/**
 * HTTP and gRPC out: the ports of membership, search and downloads, implemented for the network. Nobody imports it.
 * Whatever name a peer advertises is resolved once, every answer judged, and the connection made to the judged address;
 * nothing is redirected, nothing sent through a proxy, and no answer is read beyond its bound. Before anything else an address
 * proves who lives there ({@code Proofs}). It may touch address,
 * config, identity, proof, tls, membership, query, summary, downloads, pace, time, http, and of transfer error, fetch and wire. It owns the
 * threads {@code remote-http-*} (answers), {@code remote-dns-*} (look-ups, the one thing here that blocks) and {@code
 * remote-timer}; holders are dialled on the lanes of their downloads.
 */
package io.parvada.peer.remote;
