/** One class a row (or a family of rows) of the figures to reach: what is run beside what, and what must come out. */
package io.parvada.bench.row;
