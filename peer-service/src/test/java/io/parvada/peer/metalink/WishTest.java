package io.parvada.peer.metalink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class WishTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                                                            | BYTES",
                "*/*                                                          | BYTES",
                "application/*                                                | BYTES",
                "text/html                                                    | BYTES",
                "nonsense                                                     | BYTES",
                "application/metalink4+xml                                    | METALINK",
                "text/html, application/metalink4+xml                         | METALINK",
                "application/metalink4+xml;q=0                                | BYTES",
                "*/*,application/metalink4+xml,application/metalink+xml       | METALINK_OR_BYTES",
                "application/octet-stream;q=0.5, application/metalink4+xml    | METALINK_OR_BYTES",
                "application/octet-stream, application/metalink4+xml;q=0.5    | BYTES"
            })
    void theAcceptHeaderDecides(String accept, Wish wish) {
        assertThat(Wish.of(request(accept, null))).isEqualTo(wish);
    }

    @ParameterizedTest
    @CsvSource({"'*/*,application/metalink4+xml', BYTES", "application/metalink4+xml, METALINK"})
    void aRangeIsOfBytesIfTheyWillDo(String accept, Wish wish) {
        assertThat(Wish.of(request(accept, "bytes=5-"))).isEqualTo(wish);
    }

    private static MockHttpServletRequest request(String accept, String range) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        if (accept != null) {
            request.addHeader("Accept", accept);
        }
        if (range != null) {
            request.addHeader("Range", range);
        }
        return request;
    }
}
