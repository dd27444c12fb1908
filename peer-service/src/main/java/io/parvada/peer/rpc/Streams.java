package io.parvada.peer.rpc;

import io.parvada.peer.grpc.StallWatch;
import io.parvada.peer.pace.Bandwidth;
import java.util.concurrent.Executor;

/**
 * What every stream of messages is subject to.
 *
 * @param calls where a stream goes on when its turn has come; its tasks may block
 */
record Streams(Bandwidth bandwidth, Room room, StallWatch stalls, Executor calls) {}
