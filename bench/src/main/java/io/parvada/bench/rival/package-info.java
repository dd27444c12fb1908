/** The servers that are measured: a peer, and what people use instead. Each is a process of its own, on loopback. */
package io.parvada.bench.rival;
