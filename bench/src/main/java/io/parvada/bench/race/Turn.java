package io.parvada.bench.race;

import io.parvada.bench.lab.Usage;

/** What one turn of a contender took. @param serverCpuSeconds of the side that serves, until the command ended */
record Turn(Usage client, double serverCpuSeconds) {}
