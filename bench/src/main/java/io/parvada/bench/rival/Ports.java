package io.parvada.bench.rival;

import io.parvada.bench.lab.Lab;
import io.parvada.bench.lab.Pause;
import io.parvada.bench.lab.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Whether a server listens yet. */
final class Ports {

    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final int CONNECT_MILLIS = 500;

    private Ports() {}

    static void await(Lab lab, Server server, String host, int port) {
        Pause.until(server + " listens", WITHIN, () -> {
            if (!server.running()) {
                throw new IllegalStateException(server + " ended:\n" + lab.log(server.toString()));
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }
}
