/** What a row of the figures to reach is, and the rows that are no race: resume, a small heap. */
package io.parvada.bench.row;
