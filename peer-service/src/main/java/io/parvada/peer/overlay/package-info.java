/** Neighbours, membership, failure detection. */
package io.parvada.peer.overlay;
