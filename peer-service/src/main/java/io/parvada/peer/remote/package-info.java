/** HTTP and gRPC out: the ports of overlay and search, implemented. */
package io.parvada.peer.remote;
