/** Rows in which Parvada and others move the same file, each in its turn: P1 to P4, in memory and on disk. */
package io.parvada.bench.race;
