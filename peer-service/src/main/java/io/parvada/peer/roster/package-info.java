/**
 * Whom this peer knew, in {@code <state_dir>/known-peers.json}: the port {@link io.parvada.peer.membership.Roster} over a
 * file. It may touch address, config, identity and membership; nobody imports it. The file is written on the thread
 * {@code roster-1}, since it waits for the disk, and read once, on the main thread.
 */
package io.parvada.peer.roster;
