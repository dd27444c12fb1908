/**
 * Running downloads and uploads of this peer: how many at once ({@link io.parvada.peer.transfers.Permits}), which uploads
 * are open ({@link io.parvada.peer.transfers.Uploads}), and the one way into the share and out of it
 * ({@link io.parvada.peer.transfers.Intake}). Knows nothing of HTTP or gRPC: both come in here with values. It may touch
 * {@code catalog}, {@code config} and the engine.
 *
 * <p>Everything here is thread-safe; what touches the disk blocks the thread that calls, which is never a network thread.
 * One timer thread, {@code transfers-timer}, closes idle uploads and reclaims what was staged and abandoned.
 */
package io.parvada.peer.transfers;
