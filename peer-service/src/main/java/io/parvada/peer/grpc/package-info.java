/**
 * The gRPC server itself, whatever it serves: limits, threads, phases, and the interceptors that every call passes: who
 * calls, who answers, one log line, metrics, whether a call still moves ({@code StallWatch}), and the one mapping from failure to status. The only room that knows
 * net.devh's starter, so that replacing it is a day's work. It serves every {@code BindableService} bean there is, and itself the proof of identity ({@code IdentityCalls}). It may
 * touch {@code identity}, {@code proof}, {@code tls}, {@code config}, {@code pace} and the engine.
 *
 * <p>Threads: Netty's event loops, {@code grpc-net-N}, only move bytes. Every callback of a call to FileTransfer runs on {@code grpc-call-N},
 * one at a time for one call, and may block on the disk; health, reflection and the look-up of methods run on
 * {@code grpc-control-N}, so that a slow disk never makes this peer look dead. {@code grpc-timer-1} is for short sweeps.
 */
package io.parvada.peer.grpc;
