package io.parvada.peer.credential;

import com.nimbusds.jose.JWSAlgorithm;
import io.parvada.transfer.credential.Claims;
import io.parvada.transfer.credential.ClusterSecret;
import java.time.Instant;

/** Access {@code cluster}: who has the secret is a member, and issues for its own key what a member may do. */
final class ClusterCredentials implements Credentials {

    private final ClusterSecret secret;

    ClusterCredentials(ClusterSecret secret) {
        this.secret = secret;
    }

    @Override
    public Verified check(String credential, Instant now) {
        CredentialText text = CredentialText.parse(credential, JWSAlgorithm.HS256);
        if (!secret.issued(text.jwt())) {
            throw CredentialText.refused("the credential was not issued with this cluster's secret");
        }
        Verified verified = text.verified(Claims.CLUSTER_ISSUER, now);
        return new Verified(verified.grant().within(ClusterSecret.MOST), verified.expires());
    }
}
