package io.parvada.peer.transfers;

/** Permits for the tests of rooms above. */
public final class TestPermits {

    private TestPermits() {}

    public static Permits of(int max) {
        return new Permits(() -> max);
    }
}
