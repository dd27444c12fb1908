/**
 * Content and its names, as values that cannot be wrong: {@link io.parvada.transfer.content.ContentId} (size and Merkle
 * root, BEP 52), {@link io.parvada.transfer.content.FileName}, {@link io.parvada.transfer.content.Pieces}, and the
 * hashers that produce them. Pure: no disk, no network, no thread of its own. May import {@code error} only.
 */
package io.parvada.transfer.content;
