/**
 * HTTP as every route of this peer shares it: Parvada's values as JSON, failures as RFC 9457 problems (Tomcat's own
 * included), who is calling, the bounds of a body, the refusal of other sites' pages, and the log line of a call. It
 * knows no route and no feature; {@code rest} stands on it, and {@code remote} only meets its JsonMapper. It may touch
 * error, content, address, config and identity. Everything here runs on Tomcat's threads and keeps no state.
 */
package io.parvada.peer.http;
