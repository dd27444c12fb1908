package io.parvada.cli.peer;

import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One source of a {@code /locate} answer.
 *
 * @param content empty while the holder has not hashed the file yet
 * @param downloadUrl may be null
 */
public record Holder(RemotePeer peer, FileName name, long sizeBytes, Optional<ContentId> content, String downloadUrl) {

    /** @throws PeerException when the answer names the file, its size or its root in a way that cannot be */
    static Holder of(JsonNode source) {
        FileName name = new FileName(Json.text(source, "name"));
        long size = source.path("size").longValue(-1);
        String root = Json.text(source, "root");
        Optional<ContentId> content = Optional.ofNullable(root).map(hex -> new ContentId(size, Sha256.parse(hex)));
        return new Holder(RemotePeer.of(source.path("peer")), name, size, content, Json.text(source, "download_url"));
    }

    public Holder hashed(ContentId found) {
        return new Holder(peer, name, found.sizeBytes(), Optional.of(found), downloadUrl);
    }
}
