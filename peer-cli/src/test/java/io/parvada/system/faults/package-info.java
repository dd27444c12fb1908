/**
 * Rows R1 to R7 and R13 of the targets: what must hold when processes are killed, disks fail and bytes are changed.
 * Each test prints its count in one line. The default build runs a reduced number of each; with the tag {@code large}
 * (run with {@code -DexcludedGroups=}) all of them. Random moments come from a seed that is printed, and that
 * {@code -Dparvada.seed=N} repeats.
 */
package io.parvada.system.faults;
