package io.parvada.transfer.fetch;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One holder's part in a download, as it grows. Guarded by the board's monitor. */
final class HolderPart {

    /** From the most telling to the least: wrong bytes, then what waiting or permission may mend, then the rest. */
    private static final List<Reason> TELLING = List.of(
            Reason.CORRUPT_SOURCE,
            Reason.UNAUTHENTICATED,
            Reason.FORBIDDEN,
            Reason.BUSY,
            Reason.RATE_LIMITED,
            Reason.DEADLINE_EXCEEDED,
            Reason.PEER_UNREACHABLE,
            Reason.FILE_NOT_FOUND);

    private static final int NAMED = 4;

    final String name;
    final List<Integer> badPieces = new ArrayList<>();
    boolean partial;
    boolean gave; // since it joined
    long bytes;
    PeerException failure;

    HolderPart(String name) {
        this.name = name;
    }

    /** Whether it has served wrong bytes or hashes: then it is not asked again for this file. */
    boolean blamed() {
        return !badPieces.isEmpty() || (failure != null && failure.wrongBytes());
    }

    DownloadReport.Holder report() {
        return new DownloadReport.Holder(name, bytes, List.copyOf(badPieces), Optional.ofNullable(failure));
    }

    /** Why a download has no holder left: the most telling reason, and what each (of the first four) has said. */
    static PeerException noneLeft(List<HolderPart> parts) {
        List<HolderPart> failed = parts.stream()
                .filter(p -> p.failure != null)
                .sorted(Comparator.comparingInt(p -> rank(p.failure.reason())))
                .toList();
        if (failed.isEmpty()) {
            boolean some = parts.stream().anyMatch(part -> part.partial);
            return new PeerException(
                    Reason.FILE_NOT_FOUND,
                    some ? "nobody is left who has more of it than is here already" : "no holder is known");
        }
        PeerException worst = failed.get(0).failure;
        String said = failed.stream()
                .limit(NAMED)
                .map(p -> p.name + ": " + p.failure.detail())
                .collect(Collectors.joining("; "));
        return new PeerException(worst.reason(), "no holder is left (" + said + ")", worst);
    }

    private static int rank(Reason reason) {
        int at = TELLING.indexOf(reason);
        return at < 0 ? TELLING.size() : at;
    }
}
