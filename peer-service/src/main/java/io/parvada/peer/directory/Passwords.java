package io.parvada.peer.directory;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Hashes passwords by bcrypt (Provos and Mazières 1999), slowly on purpose: at cost 10 some 60 ms of a processor each,
 * twice that with each step. See docs/decisions/0035. Thread-safe.
 */
final class Passwords {

    static final int COST = 10;

    private static final int LEAST_CHARACTERS = 8;
    /** What bcrypt looks at; more would be ignored in silence. */
    private static final int MOST_BYTES = 72;

    private final BCryptPasswordEncoder bcrypt;
    /** Of a password that nobody has, so that an unknown account takes as long as a known one. */
    private final String nobodys;

    Passwords(int cost, SecureRandom random) {
        this.bcrypt = new BCryptPasswordEncoder(cost, random);
        this.nobodys = bcrypt.encode(Long.toHexString(random.nextLong()));
    }

    /** @throws PeerException INVALID_REQUEST, which never shows it, for under 8 characters or over 72 bytes of UTF-8 */
    static void requireGood(String password) {
        if (password == null
                || password.codePointCount(0, password.length()) < LEAST_CHARACTERS
                || bytes(password) > MOST_BYTES
                || password.indexOf('\0') >= 0) {
            throw new PeerException(
                    Reason.INVALID_REQUEST,
                    "a password has at least " + LEAST_CHARACTERS + " characters and at most " + MOST_BYTES + " bytes");
        }
    }

    /** @param password a {@linkplain #requireGood good} one */
    String hash(String password) {
        return bcrypt.encode(password);
    }

    /** Takes the same time whatever the answer. @param hash empty for an account that there is none */
    boolean matches(String password, Optional<String> hash) {
        boolean possible = hash.isPresent() && !password.isEmpty() && bytes(password) <= MOST_BYTES;
        boolean same = bcrypt.matches(possible ? password : "-", hash.orElse(nobodys));
        return possible && same;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
