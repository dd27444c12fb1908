package io.parvada.peer.rest;

import io.parvada.transfer.content.FileName;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The name of a file in the path of a URL. Decoded from the raw request target, once and strictly: servlet containers
 * and frameworks drop {@code ;parameters}, fold dots or decode twice, and a name must mean one thing only. An encoded
 * slash is a slash, {@code +} is a plus, {@code ;} is a semicolon.
 */
final class PathName {

    private PathName() {}

    /** What stands behind the first segment. @throws PeerException INVALID_NAME, also for malformed UTF-8 */
    static FileName of(HttpServletRequest request) {
        String raw = request.getRequestURI();
        int second = raw.indexOf('/', 1);
        return new FileName(decode(second < 0 ? "" : raw.substring(second + 1)));
    }

    /** The name as it stands in a URL: each byte but unreserved ones (RFC 3986) and {@code /} percent-encoded. */
    static String encode(FileName name) {
        StringBuilder path = new StringBuilder();
        for (byte b : name.value().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c) || c == '/') {
                path.append(c);
            } else {
                path.append('%').append(hexDigit(c >> 4)).append(hexDigit(c & 0xf));
            }
        }
        return path.toString();
    }

    static String decode(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(octet(raw, i + 1));
                i += 2;
            } else if (c > 0x20 && c < 0x7f) {
                bytes.write(c);
            } else {
                throw malformed();
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    private static int octet(String raw, int at) {
        int high = at + 1 < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(raw.charAt(at + 1), 16);
        if (low < 0) {
            throw malformed();
        }
        return high << 4 | low;
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }

    private static char hexDigit(int value) {
        return Character.toUpperCase(Character.forDigit(value, 16));
    }

    private static PeerException malformed() {
        return new PeerException(Reason.INVALID_NAME, "a name in a path is percent-encoded UTF-8");
    }
}
