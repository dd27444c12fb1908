package io.parvada.peer.http;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** No JSON body is read beyond its bound: 256 KiB, or what the parameter's {@link MaxBody} says. */
@RestControllerAdvice
final class BodyBounds extends RequestBodyAdviceAdapter {

    private static final long DEFAULT_BYTES = 256 * 1024;

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
        InputStream body = new Bounded(message.getBody(), bound);
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
        private long seen;

        Bounded(InputStream in, long bound) {
            super(in);
            this.bound = bound;
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
        }
    }
}
