/**
 * Which scope each endpoint asks for, and the one decision whether a call may pass where access is not open: {@link
 * io.parvada.peer.access.Endpoints} is the table, {@link io.parvada.peer.access.Admission} the decision. REST and gRPC ask
 * it, each from one place before any route or service: REST by Spring Security's filters, which only this room knows. It
 * may touch {@code config}, {@code credential}, {@code http} and {@code pace}. Runs on the threads of the calls.
 */
package io.parvada.peer.access;
