package io.parvada.peer.downloads;

import io.parvada.peer.query.Coverage;
import io.parvada.peer.search.LocateAnswer;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which content a request means, of all that the network has found: one, or none is fetched. Pure. */
record Choice(FileName name, ContentId content) {

    private static final int LISTED = 5;
    private static final Duration HASHING = Duration.ofSeconds(2);

    /**
     * @param found by the name where one is wanted, else by the root
     * @throws PeerException FILE_NOT_FOUND, which says whom the search did not reach; INVALID_REQUEST, which lists them,
     *     when several contents are meant; BUSY while a holder is still hashing what it calls so: it may be another
     */
    static Choice of(DownloadRequest wanted, LocateAnswer found) {
        List<LocateAnswer.Source> sized = found.sources().stream()
                .filter(source -> wanted.size() == null || wanted.size() == source.size())
                .toList();
        List<LocateAnswer.Source> proven = sized.stream()
                .filter(source -> wanted.root() == null || wanted.root().equals(source.root()))
                .toList();
        List<LocateAnswer.Source> meant = proven.isEmpty() ? hashing(sized) : proven;
        if (meant.isEmpty()) {
            throw new PeerException(Reason.FILE_NOT_FOUND, "no peer has " + label(wanted) + missed(found));
        }
        meant.stream().filter(source -> source.root() == null).findFirst().ifPresent(source -> {
            throw PeerException.retryAfter(
                    Reason.BUSY, source.peer().name() + " is still hashing " + label(wanted), HASHING);
        });
        Map<ContentId, List<LocateAnswer.Source>> byContent = meant.stream()
                .collect(Collectors.groupingBy(
                        source -> new ContentId(source.size(), source.root()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        if (byContent.size() > 1) {
            throw new PeerException(Reason.INVALID_REQUEST, several(wanted, byContent));
        }
        boolean both = wanted.name() != null && wanted.root() != null;
        return new Choice(
                both ? wanted.name() : new FileName(meant.get(0).name()),
                byContent.keySet().iterator().next());
    }

    private static List<LocateAnswer.Source> hashing(List<LocateAnswer.Source> sources) {
        return sources.stream().filter(source -> source.root() == null).toList();
    }

    private static String label(DownloadRequest wanted) {
        String content = wanted.root() == null ? "" : "content " + wanted.root().hex();
        String named = wanted.name() == null ? "" : "'" + wanted.name() + "'";
        return content + (content.isEmpty() || named.isEmpty() ? "" : " called ") + named;
    }

    private static String several(DownloadRequest wanted, Map<ContentId, List<LocateAnswer.Source>> byContent) {
        String listed = byContent.entrySet().stream()
                .limit(LISTED)
                .map(each -> each.getKey().sizeBytes() + " bytes with root "
                        + each.getKey().root().hex() + " at " + who(each.getValue()))
                .collect(Collectors.joining("; "));
        return byContent.size() + " different contents are " + label(wanted)
                + ", nothing is fetched: say which with root and size: " + listed
                + (byContent.size() > LISTED ? "; …" : "");
    }

    private static String who(List<LocateAnswer.Source> sources) {
        return sources.stream()
                .map(source -> source.peer().name())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .limit(LISTED)
                .collect(Collectors.joining(", "));
    }

    private static String missed(LocateAnswer found) {
        if (found.complete()) {
            return "";
        }
        String whom =
                found.unreachable().stream().limit(LISTED).map(Choice::missed).collect(Collectors.joining(", "));
        return whom.isEmpty() ? "; incomplete: not every peer could be asked" : "; incomplete: could not ask " + whom;
    }

    private static String missed(Coverage.Unreachable peer) {
        return (peer.name() == null ? peer.url() : peer.name()) + " (" + peer.reason() + ")";
    }
}
