package io.parvada.peer.representation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class ConditionsTest {

    /** RFC 9110, 13.1.2: {@code *} is about any representation, whatever its tag. */
    @Test
    void whoHasAnyRepresentationIsToldSoBeforeItsTagIsKnown() {
        assertThat(notModified("*", null)).isTrue();
        assertThat(notModified("\"x\"", null)).isFalse();
        assertThat(notModified("\"x\"", "\"x\"")).isTrue();
    }

    private static boolean notModified(String ifNoneMatch, String etag) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/files/a.txt");
        request.addHeader("If-None-Match", ifNoneMatch);
        return Conditions.notModified(request, etag, Instant.EPOCH);
    }
}
