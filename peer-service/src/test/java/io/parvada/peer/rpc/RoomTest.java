package io.parvada.peer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomTest {

    private final Room room = new Room();

    @Test
    void fewCallsGetLargeMessagesAndManyGetSmallOnes() {
        assertThat(room.messageBytes()).isEqualTo(512 * 1024);
        assertThat(afterEntering(16)).isEqualTo(512 * 1024);
        assertThat(afterEntering(16)).isEqualTo(256 * 1024);
        assertThat(afterEntering(1000)).isEqualTo(32 * 1024);
    }

    @Test
    void whatWasTakenIsFreeAgain() {
        afterEntering(1000);
        for (int i = 0; i < 1000; i++) {
            room.leave();
        }
        assertThat(room.messageBytes()).isEqualTo(512 * 1024);
    }

    @Test
    void fiftyReadersThatStandStillHoldTwentyMebibytesAtMost() {
        long held = 0;
        for (int i = 0; i < 50; i++) {
            held += afterEntering(1);
        }
        assertThat(held).isBetween(8L << 20, 20L << 20);
    }

    private int afterEntering(int calls) {
        for (int i = 0; i < calls; i++) {
            room.enter();
        }
        return room.messageBytes();
    }
}
