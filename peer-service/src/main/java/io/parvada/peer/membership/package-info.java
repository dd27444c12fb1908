/**
 * How peers speak of membership: the port {@link io.parvada.peer.membership.MembershipTransport} and what passes
 * through it. Values and a port, no behaviour beyond the sentence that says what to mend; any thread. Imports address
 * and identity only. The network (room remote) and the emulated network of the tests implement the port.
 */
package io.parvada.peer.membership;
