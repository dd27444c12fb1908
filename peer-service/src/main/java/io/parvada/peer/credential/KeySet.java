package io.parvada.peer.credential;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The public keys of a directory's processes, by key id: what {@code GET /directory/jwks.json} answers (RFC 7517). Only
 * keys of EC P-256, whose id is their thumbprint (RFC 7638), so that nobody else's key can stand under it. At most 64.
 * Immutable.
 */
public final class KeySet {

    public static final KeySet EMPTY = new KeySet(Map.of());

    private static final int MOST = 64;

    private final Map<String, ECKey> keys;

    private KeySet(Map<String, ECKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    public static KeySet of(ECKey... keys) {
        return of(List.of(keys));
    }

    /** What is no key of ours is left out, as is what is beyond 64. */
    static KeySet of(List<? extends JWK> keys) {
        Map<String, ECKey> known = new LinkedHashMap<>();
        for (JWK key : keys) {
            if (known.size() < MOST && key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())) {
                ECKey shown = named(ec.toPublicJWK());
                if (ec.getKeyID() == null || ec.getKeyID().equals(shown.getKeyID())) {
                    known.put(shown.getKeyID(), shown);
                }
            }
        }
        return new KeySet(known);
    }

    /** @throws PeerException INVALID_REQUEST for what is no JWK set */
    public static KeySet parse(String json) {
        try {
            return of(JWKSet.parse(json).getKeys());
        } catch (ParseException | IllegalArgumentException e) {
            throw new PeerException(Reason.INVALID_REQUEST, "this is no set of keys", e);
        }
    }

    /** The public halves alone. */
    public String json() {
        return new JWKSet(new ArrayList<>(keys.values())).toString();
    }

    public KeySet and(KeySet other) {
        List<ECKey> both = new ArrayList<>(keys.values());
        both.addAll(other.keys.values());
        return of(both);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    public Optional<ECPublicKey> find(String id) {
        return Optional.ofNullable(id == null ? null : keys.get(id)).map(KeySet::key);
    }

    private static ECPublicKey key(ECKey key) {
        try {
            return key.toECPublicKey();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of EC P-256 that is none", e);
        }
    }

    private static ECKey named(ECKey key) {
        try {
            return new ECKey.Builder(key).keyIDFromThumbprint().build();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeySet set && set.keys.keySet().equals(keys.keySet());
    }

    @Override
    public int hashCode() {
        return keys.keySet().hashCode();
    }

    @Override
    public String toString() {
        return "keys " + keys.keySet();
    }
}
