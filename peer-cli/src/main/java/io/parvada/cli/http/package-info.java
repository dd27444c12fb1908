/**
 * File bytes over plain HTTP, as any web client would move them: ranges and If-Range (RFC 9110), Repr-Digest (RFC 9530).
 * It may touch {@code local}, {@code session}, {@code peer}, {@code output} and {@code transfer}. Bytes arrive and leave
 * on the JDK client's threads; the main thread waits and watches for silence.
 */
package io.parvada.cli.http;
