/**
 * How a peer shows that it is who it says, and that it lives where it says: a {@link io.parvada.peer.proof.Challenge} in,
 * a signed {@link io.parvada.peer.proof.Statement} out ({@link io.parvada.peer.proof.Prover}), and on the other side what
 * that proves ({@link io.parvada.peer.proof.Proof}) and for how long it is believed ({@link io.parvada.peer.proof.Proven}).
 * Knows neither HTTP nor gRPC: rooms rest and grpc answer, room remote asks. It may touch {@code address} and
 * {@code identity}; any thread.
 */
package io.parvada.peer.proof;
