package io.parvada.peer.overlay;

import io.parvada.peer.identity.Peer;
import io.parvada.transfer.error.Reason;
import java.util.List;

/** The answer to /bootstrap. */
public record BootstrapReport(List<Peer> registered, List<Failed> failed, List<Peer> peers) {

    public record Failed(String url, Reason reason, String detail) {}
}
