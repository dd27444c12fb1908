package io.parvada.bench.lab;

/** A command under way. */
public final class Running {

    private final Process process;

    Running(Process process) {
        this.process = process;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Bytes that it has written so far, to files and sockets; 0 when it has ended. */
    public long writtenBytes() {
        return Proc.writtenBytes(process.pid());
    }

    /** The memory that it occupies now; 0 when it has ended. */
    public long residentBytes() {
        return Proc.residentBytes(process.pid());
    }

    /** SIGKILL, to it alone. Idempotent. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Its exit code, when it has ended. */
    public int await() {
        return process.onExit().join().exitValue();
    }
}
