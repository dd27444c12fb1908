/**
 * A file as HTTP has it, a representation in the words of RFC 9110: preconditions, ranges, digests (RFC 9530), the bytes
 * out ({@code Sending}) and in ({@code Receiving}). {@code rest} alone uses it, for the routes under /files. It may touch
 * {@code transfers}, {@code catalog}, {@code pace}, {@code config}, {@code http} and {@code connector}, by which the kernel sends. Bytes
 * move on the thread of their call, one of Tomcat's, and as many calls at once as there are permits.
 */
package io.parvada.peer.representation;
