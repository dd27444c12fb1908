package io.parvada.bench.race;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.RandomFile;
import io.parvada.bench.rival.Peer;
import io.parvada.bench.rival.Place;
import io.parvada.bench.row.Row;
import io.parvada.bench.row.Setting;
import java.nio.file.Path;
import java.util.List;

/** One holder, one file, one client that fetches it. */
public enum Download implements Row {
    P1("GET /files/{name} to a file, beside nginx with sendfile", 1L << 30),
    P2("download_grpc, the whole command, every byte proven, beside curl and then openssl", 2L << 30),
    P2b("download_grpc, the whole command, every byte proven, beside curl that proves nothing", 2L << 30),
    P2c("download_grpc, the whole command, every byte proven, beside other ways to fetch a file", 2L << 30);

    private final String title;
    private final long bytes;

    Download(String title, long bytes) {
        this.title = title;
        this.bytes = bytes;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String measure(Setting setting) {
        try (Lab lab = setting.inMemory()) {
            return measure(setting, lab, false);
        }
    }

    /** @param synced whether the rivals' commands are followed by fsync, as Parvada's always are */
    String measure(Setting setting, Lab lab, boolean synced) {
        Path source = RandomFile.write(lab.directory("share").resolve("big.bin"), setting.bytes(bytes));
        Path target = lab.directory("in").resolve("got.bin");
        Peer peer = Peer.start(lab, setting.jars(), Place.onLoopback(lab), source.getParent());
        Race race = new Race(lab, source, parvada(peer, target));
        if (this == P2) {
            race.beside(new Contender(
                    "Parvada, no class archive",
                    peer.server(),
                    target,
                    peer.clientWithoutArchive(lab.directory("client"), fetch(target))));
            race.beside(new Contender(
                    "Parvada, java -jar", peer.server(), target, peer.clientJar(List.of(), fetch(target))));
        }
        gather(new Opponents(race, lab, setting, source, target, synced));
        // A turn of P1 takes a second, and which of the two cores sends is chance: more turns.
        race.run(this == P1 ? 3 * setting.turns() : setting.turns());
        return race.report(setting, synced ? name() + "-disk" : name(), title);
    }

    private Contender parvada(Peer peer, Path target) {
        return this == P1
                ? new Contender(
                        "Parvada, curl", peer.server(), target, Opponents.curl(peer.url() + "/files/big.bin", target))
                : new Contender("Parvada", peer.server(), target, peer.client(fetch(target)));
    }

    private static Object[] fetch(Path target) {
        return new Object[] {"download_grpc", "--filename", "big.bin", "--output", target};
    }

    private void gather(Opponents opponents) {
        switch (this) {
            case P1 -> opponents.curl(1.0);
            case P2 -> opponents.curlAndOpenssl(1.0);
            case P2b -> opponents.curl(0.6);
            case P2c -> {
                opponents.aria2(1.0);
                opponents.rclone(2);
                opponents.scp(3);
                opponents.python(1.5);
            }
        }
    }
}
