/**
 * gRPC, for the engine's ports: reasons as {@code google.rpc.Status} both ways, and the
 * adapters that make a blocking {@link io.parvada.transfer.fetch.PieceSource} and
 * {@link io.parvada.transfer.push.UploadTarget} out of streaming calls under flow control. It may touch {@code connection}, {@code fetch},
 * {@code push}, {@code content}, {@code error} and the generated stubs, never the disk. It owns no thread: adapters block
 * the thread that calls them, and Netty's event loops only put what came into a bounded queue.
 */
package io.parvada.transfer.wire;
