package io.parvada.peer;

import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.ClusterSecret;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.credential.Scope;
import io.parvada.transfer.credential.SelfIssued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A client of a cluster: what it sends beside a call. */
public final class ClusterMember {

    public static final String SECRET = "the-secret-of-this-cluster-of-peers";

    public final HolderKey key = HolderKey.generate();
    private final ClusterSecret secret;
    private final Clock clock;
    private final Set<Scope> scopes;

    public ClusterMember() {
        this(SECRET, Clock.systemUTC(), EnumSet.allOf(Scope.class));
    }

    public ClusterMember(String secret, Clock clock, Set<Scope> scopes) {
        this.secret = ClusterSecret.parse(secret);
        this.clock = clock;
        this.scopes = scopes;
    }

    /** The file that the setting {@code peer.cluster_secret_file} names, readable by its owner alone. */
    public static String secretFile(Path directory, String secret) {
        try {
            Path file = directory.resolve("secret-" + UUID.randomUUID());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, secret + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of a peer of the cluster with this secret. */
    public static String[] settings(Path directory, String secret, String... further) {
        String[] settings = new String[further.length + 2];
        settings[0] = "peer.access=cluster";
        settings[1] = "peer.cluster_secret_file=" + secretFile(directory, secret);
        System.arraycopy(further, 0, settings, 2, further.length);
        return settings;
    }

    /** By name. */
    public Map<String, String> headers(String callee, String method, String target) {
        return signer().headers(callee, method, target);
    }

    /** As lines of a request. */
    public String[] lines(String callee, String method, String target) {
        return headers(callee, method, target).entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toArray(String[]::new);
    }

    private CallSigner signer() {
        Grant grant = new Grant(Claims.CLUSTER_SUBJECT, null, key.thumbprint(), scopes);
        return new CallSigner(
                key,
                new SelfIssued(secret, grant, clock, () -> UUID.randomUUID().toString()),
                clock,
                () -> UUID.randomUUID().toString());
    }

    /** A clock that is off by so much. */
    public static Clock off(Duration by) {
        return Clock.offset(Clock.systemUTC(), by);
    }
}
