/** Who this peer is, who others are, and what a caller may do. */
package io.parvada.peer.identity;
