/** The query: flood, duplicate filter, coverage. */
package io.parvada.peer.search;
