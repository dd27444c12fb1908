package io.parvada.peer.metalink;

import io.parvada.peer.catalog.CatalogEntry;
import io.parvada.peer.query.Coverage;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The file of a Metalink. Pure.
 *
 * @param sha256 null where it is not known; of a file of others on their word
 */
record Described(FileName name, ContentId content, Sha256 sha256) {

    private static final int LISTED = 5;
    private static final Duration HASHING = Duration.ofSeconds(2);

    /** @param file its root is known */
    static Described of(CatalogEntry file) {
        return new Described(file.name(), new ContentId(file.sizeBytes(), file.root()), file.sha256());
    }

    /**
     * The one content that others share under this name; files whose whole name it is go before those that only end so.
     *
     * @param found by the name
     * @throws PeerException FILE_NOT_FOUND, which says whom the search did not reach; INVALID_REQUEST, which says where
     *     they are, when several contents are called so; BUSY while a holder is still hashing: it may be another
     */
    static Described of(FileName name, LocateAnswer found) {
        List<LocateAnswer.Source> whole = found.sources().stream()
                .filter(source -> new FileName(source.name()).nfc().equals(name.nfc()))
                .toList();
        List<LocateAnswer.Source> meant = whole.isEmpty() ? found.sources() : whole;
        if (meant.isEmpty()) {
            throw new PeerException(Reason.FILE_NOT_FOUND, "no peer has '" + name + "'" + missed(found));
        }
        meant.stream().filter(source -> source.root() == null).findFirst().ifPresent(source -> {
            throw PeerException.retryAfter(
                    Reason.BUSY, source.peer().name() + " is still hashing '" + name + "'", HASHING);
        });
        List<ContentId> contents =
                meant.stream().map(Described::content).distinct().toList();
        if (contents.size() > 1) {
            throw new PeerException(Reason.INVALID_REQUEST, several(name, contents, meant));
        }
        Sha256 sha256 = meant.stream()
                .map(LocateAnswer.Source::sha256)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Described(new FileName(meant.get(0).name()), contents.get(0), sha256);
    }

    private static ContentId content(LocateAnswer.Source source) {
        return new ContentId(source.size(), source.root());
    }

    private static String several(FileName name, List<ContentId> contents, List<LocateAnswer.Source> meant) {
        String where = contents.stream()
                .limit(LISTED)
                .map(content -> meant.stream()
                        .filter(source -> content(source).equals(content))
                        .findFirst()
                        .orElseThrow()
                        .downloadUrl())
                .collect(Collectors.joining(", "));
        return contents.size() + " different contents are called '" + name + "': ask for the one that is meant, "
                + where + (contents.size() > LISTED ? ", …" : "");
    }

    private static String missed(LocateAnswer found) {
        if (found.complete()) {
            return "";
        }
        String whom = found.unreachable().stream()
                .limit(LISTED)
                .map(Described::missed)
                .collect(Collectors.joining(", "));
        return "; incomplete: " + (whom.isEmpty() ? "not every peer could be asked" : "could not ask " + whom);
    }

    private static String missed(Coverage.Unreachable peer) {
        return (peer.name() == null ? peer.url() : peer.name()) + " (" + peer.reason() + ")";
    }
}
