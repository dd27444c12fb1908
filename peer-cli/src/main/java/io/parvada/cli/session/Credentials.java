package io.parvada.cli.session;

import io.parvada.cli.peer.Shown;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.ClusterSecret;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.credential.SelfIssued;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes what the client shows out of what the user has. */
final class Credentials {

    private static final Supplier<String> IDS = () -> UUID.randomUUID().toString();

    private Credentials() {}

    /** A credential for this run alone. @throws PeerException INVALID_REQUEST, FORBIDDEN, FILE_NOT_FOUND */
    static Shown ofCluster(Path file) {
        ClusterSecret secret;
        try {
            secret = ClusterSecret.parse(PrivateFile.read(file));
        } catch (IllegalArgumentException none) {
            throw new PeerException(
                    Reason.INVALID_REQUEST, file + " holds no cluster secret; accepted: " + ClusterSecret.FORM, none);
        }
        HolderKey key = HolderKey.generate();
        Grant grant = new Grant(Claims.CLUSTER_SUBJECT, null, key.thumbprint(), ClusterSecret.MOST);
        return of(key, new SelfIssued(secret, grant, Clock.systemUTC(), IDS));
    }

    static Shown of(HolderKey key, Supplier<String> credential) {
        return Shown.credential(new CallSigner(key, credential, Clock.systemUTC(), IDS));
    }
}
