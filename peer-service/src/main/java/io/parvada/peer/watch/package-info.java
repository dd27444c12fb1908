/**
 * What the operating system tells of changes in the share: {@link io.parvada.peer.watch.ShareWatcher}, on thread {@code
 * watch-1}, tells it to whoever stands behind {@link io.parvada.peer.watch.Watched}. Of no other room.
 */
package io.parvada.peer.watch;
