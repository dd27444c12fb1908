package io.parvada.bench.rival;

import io.parvada.bench.lab.Command;
import io.parvada.bench.lab.Tools;
import java.nio.file.Path;

/** plocate(1): names alone, in an index that updatedb(8) makes anew each time. */
public final class Plocate {

    private Plocate() {}

    public static boolean here() {
        return Tools.has("plocate") && Tools.has("updatedb.plocate");
    }

    /** Indexes a tree whatever file system it lies on, as Debian's configuration leaves out tmpfs. */
    public static Command index(Path tree, Path database) {
        return Command.of(
                "updatedb.plocate",
                "-l",
                "no",
                "-U",
                tree,
                "-o",
                database,
                "--prunefs",
                "",
                "--prunepaths",
                "",
                "--prunenames",
                "",
                "--prune-bind-mounts",
                "no");
    }

    /** One process a line of {@code queries}; prints the microseconds of each. */
    public static Command ask(Path repository, Path database, Path queries) {
        return Command.of(repository.resolve("scripts/bench/plocate.sh"), database, queries);
    }
}
