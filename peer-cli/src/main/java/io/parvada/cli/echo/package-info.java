/**
 * The ECO services over gRPC: bytes that are made up, counted by who receives them, and kept by nobody. It may touch
 * {@code holder}, {@code session}, {@code peer}, {@code output} and {@code transfer}; the main thread waits, the bytes of
 * an upload are offered on the channel's event loop whenever it can take more.
 */
package io.parvada.cli.echo;
