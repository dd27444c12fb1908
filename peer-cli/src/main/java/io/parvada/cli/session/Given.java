package io.parvada.cli.session;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Optional;

/** What a user may say either by an option or by its place on the command line. */
public final class Given {

    private Given() {}

    /** @throws PeerException INVALID_REQUEST if both are there and differ */
    public static Optional<String> either(String option, String byOption, String byPlace) {
        if (byOption != null && byPlace != null && !byOption.equals(byPlace)) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, option + " says '" + byOption + "' and the argument '" + byPlace + "'");
        }
        return Optional.ofNullable(byOption == null ? byPlace : byOption);
    }

    /** @throws PeerException INVALID_REQUEST if neither is there, or both and they differ */
    public static String required(String option, String byOption, String byPlace) {
        return either(option, byOption, byPlace)
                .orElseThrow(() -> new PeerException(Reason.INVALID_REQUEST, "this action needs " + option));
    }
}
