package io.parvada.bench.stall;

import io.parvada.bench.lab.Tools;
import io.parvada.bench.rival.Peer;

/** What a peer occupies, in MiB. Direct buffers lie outside the heap; both lie in resident memory. */
record Memory(double heapMebibytes, double directMebibytes, double residentMebibytes) {

    private static final double MEBIBYTE = 1 << 20;

    static Memory of(Peer peer) {
        String metrics = peer.text("/actuator/prometheus");
        return new Memory(
                sum(metrics, "jvm_memory_used_bytes{", "area=\"heap\"") / MEBIBYTE,
                sum(metrics, "jvm_buffer_memory_used_bytes{", "id=\"direct\"") / MEBIBYTE,
                peer.server().residentBytes() / MEBIBYTE);
    }

    /** The same, after what nobody needs any more was collected. */
    static Memory afterCollection(Peer peer) {
        Tools.firstLine("jcmd", Long.toString(peer.server().pid()), "GC.run");
        return of(peer);
    }

    private static double sum(String metrics, String name, String label) {
        return metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
