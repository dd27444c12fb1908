package io.parvada.transfer.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSecretTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String OLD = "an-old-secret-of-thirty-two-characters";
    private static final String NEW = "a-new-secret-of-thirty-two-characters";

    private final Grant grant = new Grant(Claims.CLUSTER_SUBJECT, null, "thumbprint", EnumSet.allOf(Scope.class));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "thirty-one-characters-are-few-1",
                "thirty-two characters with a blank in it",
                "not-ascii-\u00f1-but-long-enough-by-all-means",
                OLD + "\n\n" + NEW,
                OLD + "\n" + OLD + "\n" + OLD + "\n" + OLD + "\n" + OLD
            })
    void whatIsNoSecretIsRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> ClusterSecret.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not " + ClusterSecret.FORM);
    }

    @Test
    void theFirstLineIssuesAndEachIsAccepted() throws ParseException {
        ClusterSecret before = ClusterSecret.parse(OLD + "\n");
        ClusterSecret between = ClusterSecret.parse(NEW + "\n" + OLD + "\r\n");
        ClusterSecret after = ClusterSecret.parse(NEW);

        assertThat(between.issued(issuedBy(before))).isTrue();
        assertThat(between.issued(issuedBy(after))).isTrue();
        assertThat(after.issued(issuedBy(between))).isTrue();
        assertThat(before.issued(issuedBy(between))).isFalse();
        assertThat(after.issued(issuedBy(before))).isFalse();
    }

    @Test
    void noSecretMakesAnAdministrator() throws ParseException {
        String scopes = issuedBy(ClusterSecret.parse(OLD)).getJWTClaimsSet().getStringClaim(Claims.SCOPE);

        assertThat(scopes).isEqualTo("read write metrics");
    }

    private SignedJWT issuedBy(ClusterSecret secret) throws ParseException {
        return SignedJWT.parse(secret.issue(grant, NOW, Duration.ofMinutes(10), "1"));
    }
}
