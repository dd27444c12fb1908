/**
 * TLS: this peer's certificate, and whose certificates it takes, from PEM files that may change while it runs
 * ({@link io.parvada.peer.tls.Tls}). Tomcat has the same certificate from the same bundle of Spring's. It may touch
 * {@code config}. The files are watched by Spring's thread.
 */
package io.parvada.peer.tls;
