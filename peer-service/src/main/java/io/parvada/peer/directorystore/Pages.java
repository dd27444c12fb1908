package io.parvada.peer.directorystore;

import io.parvada.peer.directory.DirectoryStore.Page;
import java.util.List;
import java.util.function.Function;

/** Pages out of lists that hold one item more than a page where there is a next one. */
final class Pages {

    private Pages() {}

    static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> cursor) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> page = oneMore.subList(0, limit);
        return new Page<>(List.copyOf(page), cursor.apply(page.get(limit - 1)));
    }
}
