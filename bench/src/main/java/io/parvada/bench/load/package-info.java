/**
 * Searches under load: three real peers beside the Python seed, with a peer that fails, and fifty peers on one machine.
 */
package io.parvada.bench.load;
