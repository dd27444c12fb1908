/**
 * The one door to the disk. {@link io.parvada.transfer.storage.SharedFolder} reads, names and deletes shared files, and
 * no path from outside passes but as a {@link io.parvada.transfer.content.FileName} through it.
 * {@link io.parvada.transfer.storage.StagingArea} holds what is not proven yet:
 * {@link io.parvada.transfer.storage.StagedFile} pieces of a known root, in any order and resumable,
 * {@link io.parvada.transfer.storage.StagedStream} bytes in order. A name is given last, when all is proven and durable.
 *
 * <p>May touch {@code parts}, {@code disk}, {@code content} and {@code error}; no network. Has no threads of its own: every call
 * blocks on the disk in the caller's, so never call it on an event loop. Memory does not grow with the size of a file but
 * for one bit a piece.
 */
package io.parvada.transfer.storage;
