package io.parvada.cli.echo;

import io.parvada.cli.output.Units;
import io.parvada.cli.peer.Json;
import io.parvada.cli.session.Session;
import java.time.Duration;
import java.util.Locale;

/** The report of a dummy: exact bytes, time and throughput. */
record Traffic(String action, String verb, String peer, long bytes, long chunks, Duration time) {

    void print(Session session) {
        if (session.json()) {
            session.console()
                    .json(Json.object()
                                    .put("action", action)
                                    .put("peer", peer)
                                    .put("bytes", bytes)
                                    .put("chunks", chunks)
                                    .put("took_ms", time.toMillis())
                                    .put("bytes_per_second", Units.bytesPerSecond(bytes, time))
                            + "\n");
        } else {
            session.console()
                    .line(String.format(
                            Locale.ROOT,
                            "%s %s %,d bytes in %,d chunks, %s (%s)",
                            peer,
                            verb,
                            bytes,
                            chunks,
                            Units.time(time),
                            Units.rate(bytes, time)));
        }
    }
}
