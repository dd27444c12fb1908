/**
 * The gRPC connection to one peer, tuned for files: {@link io.parvada.transfer.connection.PeerChannel} with its sockets,
 * its frames of half a MiB and its count of the bytes as they come, and
 * {@link io.parvada.transfer.connection.Sentence}, by which words from a peer come into ours. It may touch {@code error}.
 * It owns the event loops that all channels of the process share; what runs on them must not block.
 */
package io.parvada.transfer.connection;
