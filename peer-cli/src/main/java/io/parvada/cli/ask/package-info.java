/**
 * The actions that ask: one class each, one or a few REST calls to the asked peer, and its answer as text or as it came.
 * It may touch {@code session}, {@code peer} and {@code output}; everything runs on the main thread.
 */
package io.parvada.cli.ask;
