/** The gRPC server without Spring, and what every call meets. */
package io.parvada.peer.grpc;
