/**
 * The asked peer as the client sees it: its REST interface, and what its answers say about peers and holders. Answers are
 * another machine's word: read with care for what is missing or wrong. It may touch {@code transfer} and {@code output},
 * and blocks the calling thread.
 */
package io.parvada.cli.peer;
