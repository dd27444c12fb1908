/**
 * Who this peer is, who others are, and what a caller may do: {@link io.parvada.peer.identity.PeerId},
 * {@link io.parvada.peer.identity.Peer}, {@link io.parvada.peer.identity.Self}, {@link io.parvada.peer.identity.PeerKey},
 * {@link io.parvada.peer.identity.AccessPolicy}, and the key pair ({@link io.parvada.peer.identity.IdentityKeys}) and token
 * in {@code <state_dir>}. May import
 * {@code config} and {@code address}. Touches the disk at start only, on the main thread; the rest are immutable values
 * for any thread.
 */
package io.parvada.peer.identity;
