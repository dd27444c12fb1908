package io.parvada.peer.representation;

import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Repr-Digest field of RFC 9530: a dictionary of algorithms to byte sequences. */
final class ReprDigest {

    private static final Pattern MEMBER = Pattern.compile("[ \\t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):[ \\t]*");

    private ReprDigest() {}

    /**
     * The declared sha-256, or null when none is declared; other algorithms are passed over.
     *
     * @throws PeerException INVALID_REQUEST when the field is malformed
     */
    static Sha256 sha256(List<String> fieldLines) {
        Sha256 declared = null;
        for (String line : fieldLines) {
            for (String member : line.split(",", -1)) {
                Matcher parts = MEMBER.matcher(member);
                if (!parts.matches()) {
                    throw malformed();
                }
                if (parts.group(1).equals("sha-256")) {
                    declared = value(parts.group(2));
                }
            }
        }
        return declared;
    }

    private static Sha256 value(String base64) {
        try {
            return Sha256.ofBytes(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException | PeerException notADigest) {
            throw malformed();
        }
    }

    private static PeerException malformed() {
        return new PeerException(Reason.INVALID_REQUEST, "Repr-Digest is like sha-256=:BASE64: (RFC 9530)");
    }
}
