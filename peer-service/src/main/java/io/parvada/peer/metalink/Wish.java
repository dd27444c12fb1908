package io.parvada.peer.metalink;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Which of a file's two representations a request is for, by its Accept (RFC 9110, 12.5.1). */
public enum Wish {
    BYTES,
    METALINK,
    /** The Metalink rather, but bytes will do: so asks aria2c for any URL. Never for a Range, which is of bytes. */
    METALINK_OR_BYTES;

    private static final MediaType DESCRIPTION = MediaType.parseMediaType(Metalink.MEDIA_TYPE);

    /** Only who names the type gets a Metalink: a wildcard means bytes, and so does an Accept that cannot be read. */
    public static Wish of(HttpServletRequest request) {
        List<MediaType> accepted;
        try {
            accepted = MediaType.parseMediaTypes(Collections.list(request.getHeaders("Accept")));
        } catch (InvalidMediaTypeException e) {
            return BYTES;
        }
        double metalink = quality(
                accepted.stream().filter(DESCRIPTION::equalsTypeAndSubtype).toList());
        double bytes = quality(accepted.stream()
                .filter(type -> type.includes(MediaType.APPLICATION_OCTET_STREAM))
                .toList());
        if (metalink == 0 || metalink < bytes || bytes > 0 && request.getHeader("Range") != null) {
            return BYTES;
        }
        return bytes > 0 ? METALINK_OR_BYTES : METALINK;
    }

    private static double quality(List<MediaType> types) {
        return types.stream().mapToDouble(MediaType::getQualityValue).max().orElse(0);
    }
}
