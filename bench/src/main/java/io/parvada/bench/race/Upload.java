package io.parvada.bench.race;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.RandomFile;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.util.List;

/** P3: one client gives one file to one server. */
public final class Upload implements Row {

    private static final long BYTES = 2L << 30;

    @Override
    public String title() {
        return "upload_grpc, the whole command, proven and fsynced, beside curl -T and then openssl";
    }

    @Override
    public String measure(Setting setting) {
        try (Lab lab = setting.inMemory()) {
            return measure(setting, lab, false);
        }
    }

    /** @param synced whether the rivals' commands are followed by fsync, as Parvada's always are */
    String measure(Setting setting, Lab lab, boolean synced) {
        Path source = RandomFile.write(lab.directory("out").resolve("big.bin"), setting.bytes(BYTES));
        Path share = lab.directory("share");
        Peer peer = Peer.start(lab, setting.jars(), Place.onLoopback(lab), share);
        Contender parvada = new Contender(
                "Parvada",
                List.of(peer.client("upload_grpc", "--filepath", source, "--as", "up.bin")),
                List.of(peer.server()),
                share.resolve("up.bin"),
                () -> peer.delete("up.bin"));
        Race race = new Race(lab, source, parvada);
        Opponents opponents = new Opponents(race, lab, setting, source, lab.directory("rivals"), synced);
        opponents.curlUpload(1.0);
        opponents.pythonUpload(1.5);
        race.run(setting.turns());
        return race.report(setting, synced ? "P3-disk" : "P3", title());
    }
}
