package io.parvada.peer.downloads;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of the downloads, one small JSON file each, there whole or not at all. Written when one is accepted and
 * when it has ended: which pieces are proven is the staging's to know. Thread-safe for different downloads.
 */
final class DownloadFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DownloadFiles.class);
    private static final String SUFFIX = ".json";
    private static final String DRAFT = ".new";

    private final Path directory;
    private final JsonMapper json;
    private volatile boolean made; // durably, by this process or found so by it

    /** @param directory made with the first download */
    DownloadFiles(Path directory, JsonMapper json) {
        this.directory = directory;
        this.json = json;
    }

    /** Durable when it returns. @throws PeerException STORAGE_FAILURE */
    void save(DownloadView download) {
        Path file = file(download.id());
        Path draft = file.resolveSibling(download.id() + DRAFT);
        try {
            makeDirectory();
            write(draft, json.writeValueAsBytes(download));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            force(directory);
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, "the download cannot be noted", e);
        }
    }

    /** Durable when it returns. @throws PeerException STORAGE_FAILURE */
    void delete(UUID id) {
        try {
            if (Files.deleteIfExists(file(id))) {
                force(directory);
            }
        } catch (IOException e) {
            throw new PeerException(Reason.STORAGE_FAILURE, "the download cannot be forgotten", e);
        }
    }

    /**
     * In the order in which they were asked for; what cannot be read is left out and stays for a person to look at. Deletes
     * the drafts of a crash, so to be called before the first save.
     */
    List<DownloadView> load() {
        List<DownloadView> downloads = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            deleteDrafts();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                for (Path file : files) {
                    load(file, downloads);
                }
            } catch (IOException e) {
                LOG.warn("The downloads of the last run cannot be read", e);
            }
        }
        downloads.sort(Comparator.comparing(DownloadView::id));
        return downloads;
    }

    private void load(Path file, List<DownloadView> into) {
        try {
            DownloadView read = json.readValue(Files.readAllBytes(file), DownloadView.class);
            if (read.id() == null || read.name() == null || read.root() == null || read.state() == null) {
                throw new IOException("it is not whole");
            }
            into.add(read);
        } catch (IOException | JacksonException | PeerException e) {
            LOG.warn("The download in {} cannot be read and is left out: {}", file, e.getMessage());
        }
    }

    private void deleteDrafts() {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, "*" + DRAFT)) {
            for (Path draft : drafts) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            LOG.warn("Drafts that the last run has left cannot be deleted", e);
        }
    }

    private void makeDirectory() throws IOException {
        if (!made) {
            Files.createDirectories(directory);
            force(directory.toAbsolutePath().getParent());
            made = true;
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private Path file(UUID id) {
        return directory.resolve(id + SUFFIX);
    }
}
