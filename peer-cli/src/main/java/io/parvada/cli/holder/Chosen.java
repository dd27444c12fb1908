package io.parvada.cli.holder;

import io.parvada.cli.peer.Holder;
import io.parvada.transfer.content.ContentId;
import io.parvada.transfer.content.FileName;
import java.util.List;

/** What is to be fetched: one content, the name it has at its first holder, and all who hold it; at least one. */
public record Chosen(FileName name, ContentId content, List<Holder> holders) {}
