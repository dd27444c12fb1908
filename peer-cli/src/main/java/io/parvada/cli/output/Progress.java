package io.parvada.cli.output;

/** Tells a person how far a transfer is, on standard error. Thread-safe; close it before printing the result. */
public interface Progress extends AutoCloseable {

    /** The first call says where the work begins: what was there before counts for no rate. */
    void update(long doneBytes, long totalBytes);

    /** A sentence that stays, such as a holder that was lost. */
    void note(String sentence);

    @Override
    void close();
}
