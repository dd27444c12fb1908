/**
 * What can go wrong, as one closed list. {@link io.parvada.transfer.error.Reason} is the code that stands on every wire
 * and in every log; {@link io.parvada.transfer.error.PeerException} carries one with a sentence. It may touch nothing
 * else of Parvada, and runs on any thread.
 */
package io.parvada.transfer.error;
