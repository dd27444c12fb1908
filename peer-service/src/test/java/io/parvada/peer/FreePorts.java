package io.parvada.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for peers to listen on, from 10,000 to 31,999: below those that the kernel gives to outgoing connections (32,768
 * and up by default), so that no connection takes one between its choice and its use, or while a killed peer is away.
 */
public final class FreePorts {

    private static final int FIRST = 10_000;
    private static final int COUNT = 22_000;
    private static final AtomicInteger STEPS =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 31 % COUNT));

    private FreePorts() {}

    /** Free on every address now; never the same one twice in this JVM until all were given. Any thread. */
    public static int next() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + STEPS.getAndIncrement() % COUNT;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
