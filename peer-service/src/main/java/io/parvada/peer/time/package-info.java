/**
 * Time as something that is passed in: one clock that never goes back and one timer. It may touch nothing else of
 * Parvada. In production one named thread a room fires the timers; in tests virtual time does.
 */
package io.parvada.peer.time;
