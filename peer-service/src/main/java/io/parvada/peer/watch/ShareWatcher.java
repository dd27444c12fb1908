package io.parvada.peer.watch;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import io.methvin.watcher.visitor.FileTreeVisitor;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Tells which names the operating system has seen change, from thread {@code watch-1}. It reads no file and decides
 * nothing: a name is a hint to look at, so lost, doubled and invented events cost time and no more. Does not descend into
 * symbolic links, nor into what is Parvada's own. At the start the tree is not walked for it: who reads all of it anyway
 * tells it of the directories.
 */
public final class ShareWatcher implements DirectoryChangeListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ShareWatcher.class);

    private final Path sharedDir;
    private final Watched watched;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(new CustomizableThreadFactory("watch-"));
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile DirectoryWatcher watcher;
    // Confined to watch-1.
    private Path root;
    private int walksOfAll;

    public ShareWatcher(Path sharedDir, Watched watched) {
        this.sharedDir = sharedDir;
        this.watched = watched;
    }

    /** Has all of the share read, and watches it then. Does not wait. */
    public void start() {
        executor.execute(this::watch);
    }

    @Override
    public void onEvent(DirectoryChangeEvent event) {
        if (event.eventType() == DirectoryChangeEvent.EventType.OVERFLOW || event.path() == null) {
            watched.scanSoon();
            return;
        }
        Path name = event.rootPath().relativize(event.path());
        try {
            watched.changed(
                    new FileName(name.toString().replace(name.getFileSystem().getSeparator(), "/")));
        } catch (PeerException e) {
            // No name that is shared; the scan says so where a person should know.
            log.debug("not watched: {}", e.detail());
        }
    }

    /** A directory that could not be watched: most often the limit of the user (fs.inotify.max_user_watches). */
    @Override
    public void onException(Exception e) {
        warn(e);
    }

    /** At most 10 s, if what reads all of the share has been told to end. */
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
        end();
    }

    private void watch() {
        try {
            root = sharedDir.toRealPath();
            watcher = DirectoryWatcher.builder()
                    .path(root)
                    .fileHashing(false)
                    .fileTreeVisitor(this::visit)
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
        watched.unwatched();
    }

    private void closeQuietly() {
        try {
            watcher.close();
        } catch (IOException | RuntimeException e) {
            log.debug("closing a watcher that did not start", e);
        }
    }

    private void end() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    // The library walks all of the tree twice before it watches: once for a list of its own, that serves its hashing,
    // and
    // once to register each directory.
    private void visit(Path start, FileTreeVisitor.Callback onDirectory, FileTreeVisitor.Callback onFile)
            throws IOException {
        if (!start.equals(root)) {
            visitNew(start, onDirectory, onFile);
        } else if (++walksOfAll == 2 && !watched.readAll(name -> register(root.resolve(name), onDirectory))) {
            watched.unwatched();
        }
    }

    private void register(Path directory, FileTreeVisitor.Callback onDirectory) {
        try {
            onDirectory.call(directory);
        } catch (IOException | RuntimeException e) {
            if (!stopped && Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                warn(e);
            }
        }
    }

    private static void visitNew(Path start, FileTreeVisitor.Callback onDirectory, FileTreeVisitor.Callback onFile)
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
