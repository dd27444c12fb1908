package io.parvada.bench.stall;

/** A client that has begun a download and reads no further. */
interface StalledClient extends AutoCloseable {

    /** Whether the server still holds it. */
    boolean connected();

    @Override
    void close();
}
