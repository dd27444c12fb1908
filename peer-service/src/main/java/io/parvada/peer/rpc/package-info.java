/**
 * gRPC in: the service FileTransfer of file_transfer.proto. Values of protobuf end here. It may touch {@code grpc} (who
 * calls, threads), {@code transfers}, {@code catalog}, {@code arrivals}, {@code identity}, {@code config} and the engine.
 *
 * <p>The callbacks of one call come one at a time on {@code grpc-call-N} and may block on the disk; state of a call is
 * confined to them.
 */
package io.parvada.peer.rpc;
