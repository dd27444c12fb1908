/** gRPC in; the only room that knows net.devh's starter. */
package io.parvada.peer.rpc;
