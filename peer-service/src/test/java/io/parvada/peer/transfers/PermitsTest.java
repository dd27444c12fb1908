package io.parvada.peer.transfers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitsTest {

    private final AtomicInteger max = new AtomicInteger(2);
    private final Permits permits = new Permits(max::get);

    @Test
    void beyondTheBoundItIsBusyAndAClosedPermitIsFreeOnce() {
        Permits.Permit first = permits.acquire("a");
        permits.acquire("b");
        PeerException busy = catchThrowableOfType(PeerException.class, () -> permits.acquire("download of c.txt"));
        assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        assertThat(busy.retryAfter()).isPresent();
        assertThat(busy.detail()).contains("download of c.txt");

        first.close();
        first.close();
        assertThat(permits.active()).isEqualTo(1);
        permits.acquire("c");
    }

    @Test
    void aLowerBoundCountsAtOnceAndEndsNothing() {
        Permits.Permit first = permits.acquire("a");
        Permits.Permit second = permits.acquire("b");
        max.set(1);
        first.close();
        assertThat(catchThrowableOfType(PeerException.class, () -> permits.acquire("c")))
                .isNotNull();
        second.close();
        permits.acquire("c");
        assertThat(permits.active()).isEqualTo(1);
    }
}
