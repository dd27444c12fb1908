/**
 * This machine's side of a transfer: where a download goes, what stands there already, the content of a local file. The
 * target is never touched before all of it is proven. It may touch {@code output} and {@code transfer}; main thread,
 * but for the bytes of an HTTP download, which arrive on the HTTP client's threads.
 */
package io.parvada.cli.local;
