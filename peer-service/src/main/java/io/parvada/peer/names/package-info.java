/**
 * How names are compared: the folded form ({@link io.parvada.peer.names.Folding}) and what a person asks for
 * ({@link io.parvada.peer.names.NameQuery}, literal or glob). Pure, of no room but the engine's errors; any thread.
 */
package io.parvada.peer.names;
