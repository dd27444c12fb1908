/**
 * Files that this peer fetches into its own share: which content is meant ({@code Choice}), who holds it ({@code
 * NetworkHolders}), one run after the other until it is there ({@code FetchRun}), and what is known of each
 * ({@link io.parvada.peer.downloads.Downloads}). A download that was accepted outlives this process: it is a small file
 * in the state directory, and its proven pieces are in the staging.
 *
 * <p>What is proven of one that runs is in {@code arrivals}, for others to fetch. It may touch {@code search}, {@code
 * transfers}, {@code arrivals}, the values below them and the engine; other peers are behind the
 * port {@link io.parvada.peer.downloads.HolderDialler}. Threads: {@code downloads-N} run one download each, {@code
 * download-lane-N} one holder of one each, {@code downloads-admit-N} touch the disk for those that are asked for, and
 * {@code downloads-timer} wakes those that wait. All are bounded.
 */
package io.parvada.peer.downloads;
