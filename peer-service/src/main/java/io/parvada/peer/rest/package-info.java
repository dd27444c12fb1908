/**
 * The routes of a peer: HTTP and JSON in (docs/protocol.md, section REST). Each controller turns a request into values,
 * asks one room below, and turns the answer into JSON; it decides nothing else. What all routes share stands in
 * {@code http}, what a file is to HTTP in {@code representation}. It may touch everything below it but never rpc or remote. Runs on Tomcat's threads: whatever waits for
 * other peers returns a future and holds none of them.
 */
package io.parvada.peer.rest;
