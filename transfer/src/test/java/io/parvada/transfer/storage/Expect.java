package io.parvada.transfer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;

/** What the tests of this package say often. */
final class Expect {

    private Expect() {}

    /** Thrown with this reason; answers the sentence. */
    static String reason(Reason reason, ThrowingCallable call) {
        String[] sentence = new String[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(PeerException.class, e -> {
            assertThat(e.reason()).as(e.detail()).isEqualTo(reason);
            sentence[0] = e.detail();
        });
        return sentence[0];
    }

    /** Skips where the machine cannot do it, and fails there if PARVADA_REQUIRE_ALL=1 says that it must. */
    static void machineCan(boolean can, String what) {
        if ("1".equals(System.getenv("PARVADA_REQUIRE_ALL"))) {
            assertThat(can).as("PARVADA_REQUIRE_ALL: this machine can " + what).isTrue();
        }
        Assumptions.assumeTrue(can, "this machine cannot " + what);
    }
}
