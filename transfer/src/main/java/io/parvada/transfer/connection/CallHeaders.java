package io.parvada.transfer.connection;

import java.util.Map;

/**
 * What the calls of a channel carry beside their messages, so that the peer lets them in. Asked for each call but health
 * checks and the proof of identity, which come before it is known who answers.
 */
@FunctionalInterface
public interface CallHeaders {

    CallHeaders NONE = method -> Map.of();

    /** The same token for every call; only for an address that has proven who it is. */
    static CallHeaders bearer(String token) {
        return method -> Map.of("Authorization", "Bearer " + token);
    }

    /**
     * By name, printable ASCII each; empty for none. Must not block.
     *
     * @param method the full name, {@code package.Service/Method}
     */
    Map<String, String> of(String method);
}
