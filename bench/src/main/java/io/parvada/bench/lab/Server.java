package io.parvada.bench.lab;

import java.util.concurrent.TimeUnit;

/** A process that serves while a row is measured. */
public final class Server {

    private static final int STOP_SECONDS = 15;
    private static final int QUIET_MILLIS = 300;
    private static final int QUIET_AT_MOST = 100;

    private final String name;
    private final Process process;

    Server(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** CPU that it and its workers have used so far, user and system. */
    public double cpuSeconds() {
        return Proc.cpuSeconds(process.toHandle());
    }

    public long residentBytes() {
        return Proc.residentBytes(process.pid());
    }

    /** The most that it has occupied so far. */
    public long peakResidentBytes() {
        return Proc.peakResidentBytes(process.pid());
    }

    public long pid() {
        return process.pid();
    }

    public boolean running() {
        return process.isAlive();
    }

    /** SIGKILL, to it alone; returns when it has ended. Idempotent. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM, and SIGKILL to it and its workers after 15 s. */
    public void stop() {
        var workers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                workers.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it no longer works on what came before, at most 30 s, so that one turn does not burden the next. */
    public void settle() {
        double before = cpuSeconds();
        for (int i = 0; i < QUIET_AT_MOST; i++) {
            Pause.millis(QUIET_MILLIS);
            double now = cpuSeconds();
            if (now - before < 0.1 * QUIET_MILLIS / 1000) {
                return;
            }
            before = now;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
