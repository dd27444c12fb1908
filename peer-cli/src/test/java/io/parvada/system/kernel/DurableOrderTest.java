package io.parvada.system.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurableOrderTest {

    private static final String REPLY =
            "9 write(40<socket:[1]>, \"HTTP/1.1 201 \\\"name\\\":\\\"a/f.bin\\\"\", 30) = 30";
    private static final List<String> RIGHT = List.of(
            "8 pwrite64(31</s/.parvada/staging/x>, \"..\", 2, 0) = 2",
            "8 fsync(31</s/.parvada/staging/x>) = 0",
            "8 link(\"/s/.parvada/staging/x\", \"/proc/self/fd/33/f.bin\") = 0",
            "8 fsync(33</s/a>) = 0",
            "8 fsync(34</s>) = 0",
            REPLY);

    @Test
    void writeSyncNameSyncReplyIsInOrder() {
        check(RIGHT);
    }

    @Test
    void everyExchangeOfNeighboursAndEveryOmissionIsNoticed() {
        for (int step = 0; step < RIGHT.size(); step++) {
            List<String> without = new ArrayList<>(RIGHT);
            without.remove(step);
            refused(without);
        }
        for (int step = 0; step + 1 < RIGHT.size(); step++) {
            if (step != 3) { // the two directories may be synced in either order
                List<String> exchanged = new ArrayList<>(RIGHT);
                Collections.swap(exchanged, step, step + 1);
                refused(exchanged);
            }
        }
    }

    @Test
    void syncThatFailedOrWasInjectedIsNone() {
        refused(replaced(1, "8 fsync(31</s/.parvada/staging/x>) = -1 EIO (Input/output error) (INJECTED)"));
        refused(replaced(3, "8 fsync(33</s/a>) = 0 (INJECTED)"));
    }

    @Test
    void syncThatEndsAfterTheReplyHasBegunIsTooLate() {
        List<String> lines = replaced(4, "8 fsync(34</s> <unfinished ...>");
        lines.add("8 <... fsync resumed>) = 0");
        refused(lines);
    }

    @Test
    void renameIsANamingToo() {
        check(replaced(2, "8 renameat(30</s/.parvada/staging>, \"x\", 33</s/a>, \"f.bin\") = 0"));
    }

    private static List<String> replaced(int step, String by) {
        List<String> lines = new ArrayList<>(RIGHT);
        lines.set(step, by);
        return lines;
    }

    private static void check(List<String> lines) {
        List<SystemCall> calls = SystemCall.parse(lines);
        assertThat(calls).isNotEmpty();
        new DurableOrder(calls, Path.of("/s")).check("a/f.bin");
    }

    private static void refused(List<String> lines) {
        assertThatThrownBy(() -> check(lines)).as(String.join("\n", lines)).isInstanceOf(AssertionError.class);
    }
}
