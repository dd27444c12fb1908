/**
 * How names are compared: the folded form ({@link io.parvada.peer.names.Folding}, the same in every version of Java) and what a person asks for
 * ({@link io.parvada.peer.names.NameQuery}, literal or glob). Pure but for one table that is read at the start, of no room but the engine's errors; any thread.
 */
package io.parvada.peer.names;
