/**
 * What {@code storage} needs of a disk and Java does not give as it stands: directories in which a name is looked up
 * without following links, files that survive an interrupted thread, a lock that ends with its process, marks that
 * outlive it, promised space, and the one mapping from IOException to {@link io.parvada.transfer.error.PeerException}.
 * Knows nothing of shares and staging, and only {@code storage} may import it. May import {@code content} and
 * {@code error}. No threads of its own; every call blocks on the disk.
 */
package io.parvada.transfer.disk;
