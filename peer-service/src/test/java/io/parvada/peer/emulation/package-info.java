/**
 * An emulated network in virtual time: many peers in one process, each with the overlay and the search that run in
 * production, over links with delay, loss and blocks. Seeded, single-threaded, no sleeps: the same seed gives the same
 * run. Habit and idea are those of scalecube-cluster's network emulator.
 */
package io.parvada.peer.emulation;
