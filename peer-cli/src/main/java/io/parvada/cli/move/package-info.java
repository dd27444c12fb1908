/**
 * The actions that move bytes, or hash them: one class each. It may touch {@code holder}, {@code local}, {@code session},
 * {@code peer}, {@code output} and {@code transfer}. An action runs on the main thread; a download's lanes, one a
 * holder, belong to it and end with it.
 */
package io.parvada.cli.move;
