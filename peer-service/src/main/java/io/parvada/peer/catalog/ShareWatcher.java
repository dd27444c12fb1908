package io.parvada.peer.catalog;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import io.methvin.watcher.visitor.FileTreeVisitor;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Tells the indexer which names the operating system has seen change, from thread {@code watch-1}. It reads no file and
 * decides nothing: a name is a hint to look at, so lost, doubled and invented events cost time and no more. Does not
 * descend into symbolic links, nor into what is Parvada's own.
 */
final class ShareWatcher implements DirectoryChangeListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ShareWatcher.class);

    private final Path sharedDir;
    private final Indexer indexer;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(new CustomizableThreadFactory("watch-"));
    private final AtomicBoolean warned = new AtomicBoolean();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile DirectoryWatcher watcher;

    ShareWatcher(Path sharedDir, Indexer indexer) {
        this.sharedDir = sharedDir;
        this.indexer = indexer;
    }

    void start() {
        executor.execute(this::watch);
    }

    @Override
    public void onEvent(DirectoryChangeEvent event) {
        if (event.eventType() == DirectoryChangeEvent.EventType.OVERFLOW || event.path() == null) {
            indexer.scanSoon();
            return;
        }
        Path name = event.rootPath().relativize(event.path());
        try {
            indexer.changed(
                    new FileName(name.toString().replace(name.getFileSystem().getSeparator(), "/")));
        } catch (PeerException e) {
            // No name that is shared; the scan says so where a person should know.
            log.debug("not watched: {}", e.detail());
        }
    }

    /** The first time, all directories are watched: what came between the scan's eye and the watcher's is looked for. */
    @Override
    public void onIdle(int count) {
        if (watching.compareAndSet(false, true)) {
            indexer.scanSoon();
        }
    }

    /** A directory that could not be watched: most often the limit of the user (fs.inotify.max_user_watches). */
    @Override
    public void onException(Exception e) {
        warn(e);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            if (watcher != null) {
                watcher.close();
            }
        } catch (IOException e) {
            log.debug("closing the watcher", e);
        }
        Indexer.end(executor);
    }

    private void watch() {
        try {
            watcher = DirectoryWatcher.builder()
                    .path(sharedDir.toRealPath())
                    .fileHashing(false)
                    .fileTreeVisitor(ShareWatcher::visit)
                    .listener(this)
                    .build();
            if (stopped) {
                watcher.close();
                return;
            }
            watcher.watch();
        } catch (IOException | RuntimeException e) {
            if (!stopped) {
                warn(e);
                closeQuietly();
            }
        }
    }

    private void warn(Exception e) {
        if (warned.compareAndSet(false, true)) {
            log.warn(
                    "the operating system does not tell all changes in the share ({}); it is scanned more often instead",
                    e.getCause() == null ? e.toString() : e.getCause().toString());
        }
        indexer.unwatched();
    }

    private void closeQuietly() {
        try {
            watcher.close();
        } catch (IOException | RuntimeException e) {
            log.debug("closing a watcher that did not start", e);
        }
    }

    private static void visit(Path start, FileTreeVisitor.Callback onDirectory, FileTreeVisitor.Callback onFile)
            throws IOException {
        // Without FOLLOW_LINKS, so that a link is a file here.
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (FileName.isReserved(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                onDirectory.call(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                onFile.call(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
