/**
 * How fast bytes move: the peer's bandwidth, shared in turns ({@link io.parvada.peer.pace.Pace}), and whether the other
 * side moves enough to be waited for ({@link io.parvada.peer.pace.Progress}); {@code Rate} is how fast something moved lately,
 * {@code CallRates} how often one address may call, {@code PacedSource} a holder of the engine whose bytes come within the
 * bandwidth. Knows nothing of files, HTTP or gRPC. It may touch {@code config}, {@code time} and the engine's {@code fetch}.
 *
 * <p>Everything here is thread-safe. One thread, {@code pace-timer-1}, tells who waits that it is their turn; what it
 * calls must not block.
 */
package io.parvada.peer.pace;
