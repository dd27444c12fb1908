/**
 * How this peer uses a directory: {@link io.parvada.peer.announce.Announcer} logs in, publishes what changed, renews and
 * asks, through the port {@link io.parvada.peer.announce.AnnouncementTransport}. It may touch address, catalog, config,
 * directory (for its values), identity and query. All of its work is done on its thread {@code announce-1}, which waits
 * for the directory; questions run on the transport's threads.
 */
package io.parvada.peer.announce;
