package io.parvada.peer.http;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * No JSON body is read beyond its bound, 256 KiB or what the parameter's {@link MaxBody} says, nor longer than five
 * seconds: a caller that drips bytes would hold a thread for as long as it likes.
 */
@RestControllerAdvice
final class BodyBounds extends RequestBodyAdviceAdapter {

    private static final long DEFAULT_BYTES = 256 * 1024;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Clock clock;

    BodyBounds(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean supports(
            MethodParameter parameter, Type target, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type target,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        MaxBody declared = parameter.getParameterAnnotation(MaxBody.class);
        long bound = declared == null ? DEFAULT_BYTES : declared.bytes();
        if (message.getHeaders().getContentLength() > bound) {
            throw tooLarge(bound);
        }
        InputStream body = new Bounded(message.getBody(), bound, clock);
        HttpHeaders headers = message.getHeaders();
        return new HttpInputMessage() {
            @Override
            public InputStream getBody() {
                return body;
            }

            @Override
            public HttpHeaders getHeaders() {
                return headers;
            }
        };
    }

    private static PeerException tooLarge(long bound) {
        return new PeerException(Reason.TOO_LARGE, "a body here has at most " + bound + " bytes");
    }

    private static final class Bounded extends FilterInputStream {
        private final long bound;
        private final Clock clock;
        private final Instant end;
        private long seen;

        Bounded(InputStream in, long bound, Clock clock) {
            super(in);
            this.bound = bound;
            this.clock = clock;
            this.end = clock.instant().plus(LONGEST);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int n) {
            seen += n;
            if (seen > bound) {
                throw tooLarge(bound);
            }
            if (clock.instant().isAfter(end)) {
                throw new PeerException(
                        Reason.INVALID_REQUEST, "a JSON body arrives within " + LONGEST.toSeconds() + " seconds");
            }
        }
    }
}
