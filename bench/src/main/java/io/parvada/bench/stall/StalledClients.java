package io.parvada.bench.stall;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.lab.RandomFile;
import io.parvada.bench.report.Lines;
import io.parvada.bench.report.Numbers;
import io.parvada.bench.report.Table;
import io.parvada.bench.report.Verdicts;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** P11: clients that begin a download and read no further, beside the same peer with none. */
public final class StalledClients implements Row {

    private static final long BYTES = 512L << 20;
    private static final int CLIENTS = 50;
    private static final double AT_MOST_MEBIBYTES = 64;
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration STALL = Duration.ofSeconds(60);

    private final Lines lines = new Lines("A peer with " + CLIENTS + " stalled clients", "MiB");
    private final Table table = new Table(
            "", "clients still connected", "heap MiB", "direct MiB", "resident MiB", "growth of resident MiB");
    private long start;
    private double most;

    @Override
    public String title() {
        return CLIENTS + " clients stalled in a download of 512 MiB for 60 s, beside the same peer idle";
    }

    @Override
    public String measure(Setting setting) {
        try (Lab lab = setting.inMemory()) {
            var file = RandomFile.write(lab.directory("share").resolve("big.bin"), setting.bytes(BYTES));
            Peer peer = Peer.start(lab, setting.jars(), Place.onLoopback(lab), file.getParent());
            start = System.nanoTime();
            Memory idle = watch(peer, setting.quick() ? IDLE.dividedBy(4) : IDLE);
            row("idle", "", idle, idle);
            Duration stall = setting.quick() ? STALL.dividedBy(10) : STALL;
            stall(peer, idle, "stalled in gRPC Download", stall, () -> new StalledGrpc(peer.grpc(), "big.bin"));
            stall(peer, idle, "stalled in GET /files", stall, () -> new StalledHttp(peer.url() + "/files/big.bin"));
            lines.save(setting.plots().resolve("P11.svg"));
            return table + "\n" + verdict() + "\n![Memory](" + setting.plots().getFileName() + "/P11.svg)\n";
        }
    }

    private void stall(Peer peer, Memory idle, String what, Duration time, Supplier<StalledClient> client) {
        List<StalledClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(client.get());
            }
            Memory after = watch(peer, time);
            long connected = clients.stream().filter(StalledClient::connected).count();
            row(what, connected, after, idle);
            most = Math.max(most, after.residentMebibytes() - idle.residentMebibytes());
        } finally {
            clients.forEach(StalledClient::close);
        }
        watch(peer, IDLE.dividedBy(4));
    }

    /** Draws the peer's memory each second; the last look, after a garbage collection, counts. */
    private Memory watch(Peer peer, Duration time) {
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; Pause.millis(1000)) {
            draw(Memory.of(peer));
        }
        Memory last = Memory.afterCollection(peer);
        draw(last);
        return last;
    }

    private void draw(Memory memory) {
        double seconds = (System.nanoTime() - start) / 1e9;
        lines.add("resident", seconds, memory.residentMebibytes());
        lines.add("heap in use", seconds, memory.heapMebibytes());
        lines.add("direct buffers", seconds, memory.directMebibytes());
    }

    private void row(String what, Object connected, Memory memory, Memory idle) {
        table.row(
                what,
                connected,
                Numbers.of("%.0f", memory.heapMebibytes()),
                Numbers.of("%.0f", memory.directMebibytes()),
                Numbers.of("%.0f", memory.residentMebibytes()),
                Numbers.of("%+.0f", memory.residentMebibytes() - idle.residentMebibytes()));
    }

    private String verdict() {
        Verdicts verdicts = new Verdicts();
        verdicts.mebibytesAtMost("resident memory of the idle peer: growth", most, AT_MOST_MEBIBYTES);
        return verdicts
                + "\nHeap and direct buffers lie in resident memory. Each figure is read after a garbage collection\n"
                + "(`jcmd PID GC.run`) at the end of the time.\n";
    }
}
