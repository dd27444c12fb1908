package io.parvada.transfer.storage;

import io.parvada.transfer.content.FileName;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * What the disk says of a shared regular file at one moment.
 *
 * @param modified as precise as the file system tells
 * @param fileKey device and inode, or null where the platform has none; equal keys with equal size and modified mean
 *     "not changed since"
 */
public record FileStat(FileName name, long sizeBytes, Instant modified, String fileKey) {

    static FileStat of(FileName name, BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return new FileStat(
                name,
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                key == null ? null : key.toString());
    }
}
