package io.parvada.system.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SystemCallTest {

    @Test
    void wholeCallBeginsAndEndsAtItsLine() {
        List<SystemCall> calls = SystemCall.parse(List.of(
                "strace: Process 7 attached",
                "7     fsync(31</share/.parvada/staging/ab>) = 0",
                "7     +++ exited with 0 +++"));
        assertThat(calls).containsExactly(new SystemCall("fsync", "31</share/.parvada/staging/ab>", "0", 1, 1));
        assertThat(calls.get(0).file()).isEqualTo("/share/.parvada/staging/ab");
        assertThat(calls.get(0).succeeded()).isTrue();
    }

    @Test
    void callThatAnotherThreadInterruptsEndsWhereItIsResumed() {
        List<SystemCall> calls = SystemCall.parse(List.of(
                "7 pwrite64(31</s/a>, \"x\", 1, 0 <unfinished ...>",
                "8 fsync(32</s>) = 0",
                "7 <... pwrite64 resumed>) = 1"));
        assertThat(calls)
                .containsExactly(
                        new SystemCall("pwrite64", "31</s/a>, \"x\", 1, 0", "1", 0, 2),
                        new SystemCall("fsync", "32</s>", "0", 1, 1));
    }

    @Test
    void refusedAndInjectedCallsAreTold() {
        SystemCall call = SystemCall.parse(List.of("7 fsync(3</s/a>) = -1 EIO (Input/output error) (INJECTED)"))
                .get(0);
        assertThat(call.succeeded()).isFalse();
        assertThat(call.injected()).isTrue();
    }

    @Test
    void quotedArgumentsMayHoldQuotesParenthesesAndEqualSigns() {
        SystemCall call = SystemCall.parse(List.of("7 link(\"/s/a\", \"/proc/self/fd/9/a \\\"b\\\") = 1\") = 0"))
                .get(0);
        assertThat(call.strings()).containsExactly("/s/a", "/proc/self/fd/9/a \\\"b\\\") = 1");
        assertThat(call.result()).isEqualTo("0");
    }

    @Test
    void callThatNeverEndsIsNone() {
        assertThat(SystemCall.parse(List.of("7 fsync(3</s/a> <unfinished ...>")))
                .isEmpty();
    }
}
