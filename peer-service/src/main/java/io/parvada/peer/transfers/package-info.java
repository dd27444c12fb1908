/** Running downloads and uploads of this peer: permits, registry, and the one way into the share. */
package io.parvada.peer.transfers;
