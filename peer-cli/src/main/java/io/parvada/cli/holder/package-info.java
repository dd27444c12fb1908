/**
 * The holders of a file: which content is meant, where a holder really answers, and a holder as a source of pieces. A
 * holder is believed to be who it should be only when its id stands in its answer. It may touch {@code session}, {@code
 * peer}, {@code output} and {@code transfer}; choosing runs on the main thread, sources on their download's lanes.
 */
package io.parvada.cli.holder;
