package io.parvada.peer.catalog;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import java.time.Instant;

/** One shared file. sha256 is null until this peer has read all of it, root until it is hashed or was proven. */
public record CatalogEntry(FileName name, long sizeBytes, Instant modified, Sha256 sha256, Sha256 root) {}
