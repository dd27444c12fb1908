package io.parvada.bench.race;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;

/** The main rows once more, on a disk, where what is not yet durable does not count. */
public final class OnDisk implements Row {

    @Override
    public String title() {
        return "P2 and P3 on a disk, every contender followed by fsync";
    }

    @Override
    public String measure(Setting setting) {
        StringBuilder text = new StringBuilder();
        try (Lab lab = setting.onDisk()) {
            text.append("### ").append(Download.P2.title()).append("\n\n");
            text.append(Download.P2.measure(setting, lab, true)).append('\n');
        }
        try (Lab lab = setting.onDisk()) {
            Upload upload = new Upload();
            text.append("### ").append(upload.title()).append("\n\n");
            text.append(upload.measure(setting, lab, true)).append('\n');
        }
        return text + "`sync FILE` is fsync(2) of that file. Parvada's commands end after their own.\n";
    }
}
