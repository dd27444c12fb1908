package io.parvada.bench.lab;

import java.nio.file.Path;
import java.util.List;

/** One command line, run to its end. */
public record Command(List<String> words) {

    public static Command of(Object... words) {
        return new Command(List.of(words).stream().map(Object::toString).toList());
    }

    /** As a reader would type it in the directory of the run. */
    public String shown(Path directory) {
        return String.join(" ", words)
                .replaceAll("\\S*/bin/java ", "java ")
                .replaceAll("[^\\s=]*/target/", "")
                .replaceAll("\\S*/scripts/", "scripts/")
                .replace(directory + "/", "");
    }
}
