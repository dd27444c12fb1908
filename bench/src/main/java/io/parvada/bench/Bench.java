package io.parvada.bench;

import io.parvada.bench.catalog.CentralQueries;
import io.parvada.bench.catalog.MillionFiles;
import io.parvada.bench.catalog.StartAndIdle;
import io.parvada.bench.catalog.SubstringQueries;
import io.parvada.bench.lab.Machine;
import io.parvada.bench.load.BesideSeed;
import io.parvada.bench.load.FailingPeers;
import io.parvada.bench.load.FiftyPeers;
import io.parvada.bench.micro.Micro;
import io.parvada.bench.race.Download;
import io.parvada.bench.race.OnDisk;
import io.parvada.bench.race.SlowLinks;
import io.parvada.bench.race.Spreading;
import io.parvada.bench.race.Upload;
import io.parvada.bench.report.Bars;
import io.parvada.bench.row.Resume;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import io.parvada.bench.row.SmallHeap;
import io.parvada.bench.stall.StalledClients;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code java -Djava.awt.headless=true -jar bench.jar ROW}: measures one row and prints its section. {@code bars POINTS
 * FILE}: draws what was measured elsewhere, see {@link Bars#read}.
 */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("bars")) {
            Bars.read(Path.of(arguments[1])).save(Path.of(arguments[2]));
            return;
        }
        Row row = rows().get(arguments[0]);
        if (row == null) {
            System.err.println("rows: " + String.join(" ", rows().keySet()));
            System.exit(2);
        }
        System.out.println("## " + arguments[0] + ": " + row.title() + "\n\n" + Machine.description() + "\n");
        System.out.print(row.measure(setting()));
    }

    private static Map<String, Row> rows() {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (Download row : Download.values()) {
            rows.put(row.name(), row);
        }
        rows.put("P3", new Upload());
        rows.put("P4", new SlowLinks());
        rows.put("spread", new Spreading());
        rows.put("P5", new Resume());
        rows.put("P11", new StalledClients());
        rows.put("heap", new SmallHeap());
        rows.put("disk", new OnDisk());
        rows.put("P6", new SubstringQueries());
        rows.put("P7", new MillionFiles());
        rows.put("P12", new StartAndIdle());
        rows.put("P13", new CentralQueries());
        rows.put("P8", BesideSeed.P8);
        rows.put("files", BesideSeed.FILES);
        rows.put("P9", new FailingPeers());
        rows.put("fifty", new FiftyPeers());
        rows.put("micro", new Micro());
        return rows;
    }

    private static Setting setting() {
        Path repository = Path.of(System.getProperty("bench.repository", "")).toAbsolutePath();
        return new Setting(
                repository,
                Path.of(System.getProperty("bench.memory", "/dev/shm")),
                Path.of(System.getProperty("bench.disk", "/var/tmp")),
                Path.of(System.getProperty("bench.plots", repository + "/docs/benchmarks")),
                Boolean.getBoolean("bench.quick"));
    }
}
