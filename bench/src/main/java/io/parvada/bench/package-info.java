/**
 * Measures Parvada beside other programs, in turn, as a user would run them: whole commands, separate processes. One
 * thread runs everything; what is started is ended with the run. {@code scripts/bench.sh} is the way in.
 */
package io.parvada.bench;
