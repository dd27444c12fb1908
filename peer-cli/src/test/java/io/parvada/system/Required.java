package io.parvada.system;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A test that needs more than Java says so: skipped with the reason, or failed where PARVADA_REQUIRE_ALL=1. */
public final class Required {

    private Required() {}

    public static void that(boolean available, String what) {
        if ("1".equals(System.getenv("PARVADA_REQUIRE_ALL"))) {
            Assertions.assertTrue(available, "PARVADA_REQUIRE_ALL=1, and " + what);
        }
        Assumptions.assumeTrue(available, what);
    }
}
