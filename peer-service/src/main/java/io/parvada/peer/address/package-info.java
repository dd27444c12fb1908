/** Where a peer can be reached, and whether this peer may go there. */
package io.parvada.peer.address;
