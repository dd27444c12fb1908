/**
 * How peers speak of membership: the port {@link io.parvada.peer.membership.MembershipTransport} and what passes
 * through it; and {@link io.parvada.peer.membership.Roster}, the port by which whom a peer knew outlives it (room roster;
 * memory in the emulated network). Values and ports, no behaviour beyond the sentence that says what to mend; any thread. Imports address,
 * identity and proof only. The network (room remote) and the emulated network of the tests implement the port.
 */
package io.parvada.peer.membership;
