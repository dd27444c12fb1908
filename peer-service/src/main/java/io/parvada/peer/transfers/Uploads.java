package io.parvada.peer.transfers;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import io.parvada.transfer.storage.StagedFile;
import io.parvada.transfer.storage.StagingArea;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The uploads that are open at this peer, each holding a permit: so there are never more than permits. An upload is the
 * same as one before if name, size and root are; what that one had proven counts, also after either side was killed, as
 * the staging key is made of these three alone. Thread-safe.
 */
public final class Uploads implements AutoCloseable {

    private final StagingArea staging;
    private final Intake intake;
    private final Permits permits;
    private final Supplier<String> ids;
    private final LongSupplier nanoTime;
    private final Map<String, OpenUpload> byId = new ConcurrentHashMap<>();
    private final Map<String, OpenUpload> byKey = new ConcurrentHashMap<>();

    /** @param ids never the same twice, and not to be guessed: the id is all that an upload call shows */
    Uploads(StagingArea staging, Intake intake, Permits permits, Supplier<String> ids, LongSupplier nanoTime) {
        this.staging = staging;
        this.intake = intake;
        this.permits = permits;
        this.ids = ids;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins an upload, or finds the one that is open and idle. Empty when nothing is left to send: the name stands with
     * exactly this content, or has been given it by a copy from another name.
     *
     * @param caller as {@link Permits#acquire} wants it
     * @param wanted whether the sender still waits for the answer, which may take as long as it takes to copy the file
     * @throws PeerException those of {@link Intake#admit} and {@link Intake#present}; BUSY with Retry-After when another
     *     sender is at it or no permit is left; STORAGE_FULL; CANCELLED when it is not wanted any more
     */
    public Optional<OpenUpload> open(
            InetAddress caller, FileName name, ContentId content, boolean overwrite, BooleanSupplier wanted) {
        intake.admit(name, content.sizeBytes(), overwrite);
        if (intake.present(name, content, overwrite).isPresent()) {
            return Optional.empty();
        }
        String key = Intake.stagingKey(name, content);
        OpenUpload known = byKey.get(key);
        if (known == null || !known.reopen(overwrite)) {
            known = begin(caller, key, name, content, overwrite);
            if (known.copiedFromShare(wanted)) {
                return Optional.empty();
            }
        }
        return Optional.of(known);
    }

    /**
     * The upload for one call alone, which ends with {@link OpenUpload#release} or {@link OpenUpload#close}.
     *
     * @throws PeerException TRANSFER_NOT_FOUND, also when it was idle too long: open it again; BUSY while another call
     *     has it
     */
    public OpenUpload take(String id) {
        OpenUpload upload = byId.get(id);
        if (upload == null || !upload.take()) {
            throw new PeerException(
                    Reason.TRANSFER_NOT_FOUND, "no such upload is open here: open it again, what was proven is kept");
        }
        return upload;
    }

    /** Closes every upload that no call holds and none has for so long; its proven pieces stay. */
    void closeIdle(Duration idleFor) {
        byId.values().forEach(upload -> upload.closeIfIdle(idleFor));
    }

    /** How many are open. */
    int count() {
        return byId.size();
    }

    @Override
    public void close() {
        byId.values().forEach(OpenUpload::close);
    }

    private OpenUpload begin(InetAddress caller, String key, FileName name, ContentId content, boolean overwrite) {
        Permits.Permit permit = permits.acquire(caller, "upload of '" + name + "'");
        try {
            StagedFile staged = staging.stage(key, content);
            OpenUpload upload = new OpenUpload(ids.get(), name, overwrite, staged, intake, nanoTime, done -> {
                byId.remove(done.id(), done);
                byKey.remove(key, done);
                permit.close();
            });
            byId.put(upload.id(), upload);
            byKey.put(key, upload);
            return upload;
        } catch (RuntimeException e) {
            permit.close();
            throw e;
        }
    }
}
