package io.parvada.peer.config;

import org.springframework.util.unit.DataSize;

/**
 * Bounds of this peer; read again when the file changes. Immutable.
 *
 * @param maxFileSize largest file that is taken in; default 1 TB. A staged upload of that size needs as much free disk
 * @param maxTransfers downloads, uploads and echoes at once, 1 to 1,024; default 64. Each holds at most a few buffers of
 *     1 MiB, so 64 are bounded by some hundred MiB where every reader is slow
 * @param maxEcho most bytes of one echo or dummy transfer; default 1 GB. They are generated, never stored
 */
public record Limits(DataSize maxFileSize, int maxTransfers, DataSize maxEcho) {

    public static final int MAX_TRANSFERS = 1_024;

    public static final Limits DEFAULTS = new Limits(DataSize.ofTerabytes(1), 64, DataSize.ofGigabytes(1));
}
