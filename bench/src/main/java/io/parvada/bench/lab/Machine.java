package io.parvada.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a figure depends on: processor, memory, kernel, and the versions of all that takes part. */
public final class Machine {

    private static final Map<String, String[]> VERSIONS = new LinkedHashMap<>();

    static {
        VERSIONS.put("nginx", new String[] {"nginx", "-v"});
        VERSIONS.put("curl", new String[] {"curl", "-V"});
        VERSIONS.put("openssl", new String[] {"openssl", "version"});
        VERSIONS.put("aria2c", new String[] {"aria2c", "-v"});
        VERSIONS.put("rclone", new String[] {"rclone", "version"});
        VERSIONS.put("plocate", new String[] {"plocate", "--version"});
        VERSIONS.put("sha256sum", new String[] {"sh", "-c", "sha256sum --version | tr -d '()'"});
        VERSIONS.put("wrk", new String[] {"sh", "-c", "wrk -v | sed 's/ Copyright.*//; s/ \\[.*//'"});
        VERSIONS.put("ssh", new String[] {"ssh", "-V"});
    }

    private Machine() {}

    public static String description() {
        List<String> versions = new ArrayList<>();
        VERSIONS.forEach((program, question) -> {
            if (Tools.has(program)) {
                versions.add(Tools.firstLine(question).replaceAll("\\s*[(,].*", ""));
            }
        });
        if (Tools.hasPythonGrpc()) {
            versions.add(Tools.firstLine("/usr/bin/python3", "-c", "import grpc; print('grpcio ' + grpc.__version__)"));
        }
        if (Tools.hasPython("fastapi", "uvicorn")) {
            versions.add(
                    Tools.firstLine(
                            "/usr/bin/python3",
                            "-c",
                            "import fastapi, uvicorn; print('FastAPI ' + fastapi.__version__ + '; uvicorn ' + uvicorn.__version__)"));
        }
        return "Machine: " + Runtime.getRuntime().availableProcessors() + " cores, "
                + value("/proc/cpuinfo", "model name") + ", " + memory() + ", Linux "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version") + ". Versions: "
                + String.join("; ", versions) + ". " + LocalDate.now(ZoneOffset.UTC) + ".";
    }

    private static String memory() {
        long kibibytes = Long.parseLong(value("/proc/meminfo", "MemTotal").replaceAll("\\D", ""));
        return (kibibytes >> 20) + " GiB of memory";
    }

    private static String value(String file, String key) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
