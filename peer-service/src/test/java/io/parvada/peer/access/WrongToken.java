package io.parvada.peer.access;

import io.parvada.peer.ClusterMember;
import io.parvada.transfer.credential.CallSigner;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.ClusterSecret;
import io.parvada.transfer.credential.Grant;
import io.parvada.transfer.credential.HolderKey;
import io.parvada.transfer.credential.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a caller may show that must not let it in. */
enum WrongToken {
    NONE,
    EXPIRED,
    FOREIGN,
    WRONG_SCOPE,
    WRONG_AUDIENCE,
    WRONG_KEY,
    WRONG_ADMIN_TOKEN,
    /** Right the first time: to be sent twice. */
    REPLAYED;

    private static final String OTHER_PEER = "zyxwvutsrqponmlkjihgfedcba";

    /** The headers of one call to {@code callee}, which asks for {@code needed}. */
    Map<String, String> headers(String callee, String method, String path, Scope needed) {
        HolderKey key = HolderKey.generate();
        Instant now = Instant.now();
        Set<Scope> right = Set.of(Scope.READ, Scope.WRITE, Scope.METRICS);
        Set<Scope> wrong = Set.of(needed == Scope.READ ? Scope.METRICS : Scope.READ);
        return switch (this) {
            case NONE -> Map.of();
            case EXPIRED ->
                signed(key, credential(ClusterMember.SECRET, key, right, now.minusSeconds(601)), callee, method, path);
            case FOREIGN -> signed(key, credential("x".repeat(32), key, right, now), callee, method, path);
            case WRONG_SCOPE -> signed(key, credential(ClusterMember.SECRET, key, wrong, now), callee, method, path);
            case WRONG_AUDIENCE ->
                signed(key, credential(ClusterMember.SECRET, key, right, now), OTHER_PEER, method, path);
            case WRONG_KEY ->
                signed(key, credential(ClusterMember.SECRET, HolderKey.generate(), right, now), callee, method, path);
            case WRONG_ADMIN_TOKEN -> Map.of("Authorization", "Bearer " + "0".repeat(64));
            case REPLAYED -> signed(key, credential(ClusterMember.SECRET, key, right, now), callee, method, path);
        };
    }

    private static Map<String, String> signed(
            HolderKey key, String credential, String callee, String method, String path) {
        return new CallSigner(
                        key,
                        () -> credential,
                        Clock.systemUTC(),
                        () -> UUID.randomUUID().toString())
                .headers(callee, method, path);
    }

    private static String credential(String secret, HolderKey key, Set<Scope> scopes, Instant at) {
        return ClusterSecret.parse(secret)
                .issue(
                        new Grant(Claims.CLUSTER_SUBJECT, null, key.thumbprint(), scopes),
                        at,
                        Duration.ofMinutes(10),
                        UUID.randomUUID().toString());
    }
}
