package io.parvada.peer.membership;

import io.parvada.peer.identity.Peer;
import io.parvada.transfer.error.Reason;
import java.util.List;

/**
 * The answer to /bootstrap.
 *
 * @param registered friends that were met and could dial this peer back
 * @param failed the others, each with a sentence that says what to mend
 * @param peers everyone known now
 */
public record BootstrapReport(List<Peer> registered, List<Failed> failed, List<Peer> peers) {

    public record Failed(String url, Reason reason, String detail) {}
}
