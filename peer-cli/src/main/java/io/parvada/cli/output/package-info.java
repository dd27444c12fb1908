/**
 * What a person or a script sees: lines, tables, progress, sizes. Everything printed passes {@link
 * io.parvada.cli.output.Console}, which escapes what a terminal would obey. It may touch nothing else of Parvada;
 * progress is reported from any thread, all else runs on the main thread.
 */
package io.parvada.cli.output;
