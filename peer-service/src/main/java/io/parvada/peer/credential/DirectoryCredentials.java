package io.parvada.peer.credential;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import io.parvada.transfer.credential.Claims;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Access {@code directory}: what one of its processes signed, checked without asking it. */
final class DirectoryCredentials implements Credentials {

    private final Function<String, Optional<ECPublicKey>> keys;

    /** @param keys by key id, those that this peer trusts */
    DirectoryCredentials(Function<String, Optional<ECPublicKey>> keys) {
        this.keys = keys;
    }

    @Override
    public Verified check(String credential, Instant now) {
        CredentialText text = CredentialText.parse(credential, JWSAlgorithm.ES256);
        ECPublicKey key = keys.apply(text.jwt().getHeader().getKeyID())
                .orElseThrow(() -> CredentialText.refused("the credential is signed by a key that this peer's directory"
                        + " does not know; log in again"));
        if (!isSignedBy(text, key)) {
            throw CredentialText.refused("the credential was not signed by the directory, or was changed since");
        }
        return text.verified(Claims.DIRECTORY_ISSUER, now);
    }

    private static boolean isSignedBy(CredentialText text, ECPublicKey key) {
        try {
            return text.jwt().verify(new ECDSAVerifier(key));
        } catch (JOSEException e) {
            return false;
        }
    }
}
