package io.parvada.system.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The order in which a peer must have asked the kernel before it may say that it has a file: its bytes, fsync of them,
 * link(2) or rename(2), fsync of the directory and of each above it up to the share, and then the reply. A step counts
 * only if the kernel has done it, and only from its end.
 */
public record DurableOrder(List<SystemCall> calls, Path share) {

    private static final Set<String> WRITES = Set.of("write", "pwrite64", "writev", "pwritev");
    private static final Set<String> NAMINGS = Set.of("link", "linkat", "rename", "renameat", "renameat2");
    private static final Set<String> SENDINGS = Set.of("write", "writev", "sendto", "sendmsg");

    /** @throws AssertionError with the step that is missing or in the wrong place. @param name occurs in the reply */
    public void check(String name) {
        Path target = share.resolve(name);
        SystemCall naming = first(
                "naming of " + name,
                0,
                call -> NAMINGS.contains(call.name())
                        && last(call.strings()).endsWith(target.getFileName().toString()));
        String staged = staged(naming);
        SystemCall written = lastOf(
                "write of " + staged,
                call -> WRITES.contains(call.name()) && call.file().equals(staged));
        SystemCall synced = first(
                "fsync of " + staged,
                written.ended(),
                call -> call.name().equals("fsync") && call.file().equals(staged));
        require(synced.ended() < naming.begun(), name + " was named before its bytes were synced");
        int durable = naming.ended();
        for (Path above = target.getParent(); above.startsWith(share); above = above.getParent()) {
            String directory = above.toString();
            SystemCall listed = first(
                    "fsync of " + directory + " after the naming of " + name,
                    naming.ended(),
                    call -> call.name().equals("fsync") && call.file().equals(directory));
            durable = Math.max(durable, listed.ended());
        }
        SystemCall reply = first("reply about " + name, 0, call -> sends(call, name));
        require(reply.begun() > durable, "the reply about " + name + " went before it was durable");
    }

    private static boolean sends(SystemCall call, String name) {
        return SENDINGS.contains(call.name())
                && (call.file().startsWith("socket:") || call.file().startsWith("TCP"))
                && call.strings().stream().anyMatch(text -> text.contains(name));
    }

    // link("/…/staging/x", "…"), or renameat(5</…/staging>, "x", 6</…>, "…")
    private static String staged(SystemCall naming) {
        String from = naming.strings().get(0);
        return naming.file().isEmpty() ? from : naming.file() + "/" + from;
    }

    private SystemCall first(String what, int after, Predicate<SystemCall> wanted) {
        return calls.stream()
                .filter(call -> call.begun() >= after && call.succeeded() && !call.injected())
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + what));
    }

    private SystemCall lastOf(String what, Predicate<SystemCall> wanted) {
        return calls.stream()
                .filter(wanted)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("there is no " + what));
    }

    private static String last(List<String> strings) {
        if (strings.isEmpty()) {
            throw new NoSuchElementException("a naming without names");
        }
        return strings.get(strings.size() - 1);
    }

    private static void require(boolean held, String broken) {
        if (!held) {
            throw new AssertionError(broken);
        }
    }
}
