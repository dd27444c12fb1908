package io.parvada.peer.rest;

import io.parvada.peer.config.SearchSettings.Strategy;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Query parameters as values; what is wrong is INVALID_REQUEST and names the parameter. Null stays null. */
final class Parameters {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)?");

    private Parameters() {}

    static Long whole(String name, String text) {
        if (text == null) {
            return null;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw wrong(name, "a whole number");
        }
        return Long.valueOf(text);
    }

    /** Whole numbers with commas between them, at most so many; absent and empty are none. */
    static List<Long> wholes(String name, String text, int most) {
        if (text == null || text.isEmpty()) {
            return List.of();
        }
        String[] parts = text.split(",", most + 1);
        if (parts.length > most) {
            throw wrong(name, "at most " + most + " whole numbers");
        }
        return Arrays.stream(parts).map(part -> whole(name, part)).toList();
    }

    /** A whole number; what an int cannot hold becomes its nearest, as bounds are clamped further down. */
    static Integer clamped(String name, String text) {
        Long value = whole(name, text);
        return value == null ? null : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    static int pageSize(String text) {
        Long limit = whole("limit", text);
        return limit == null ? 100 : (int) Math.max(1, Math.min(1000, limit));
    }

    /** {@code 2s}, {@code 500ms}, {@code 1m}, or a number of milliseconds. */
    static Duration duration(String name, String text) {
        if (text == null) {
            return null;
        }
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw wrong(name, "a duration like 500ms or 2s");
        }
        long amount = Long.parseLong(parts.group(1));
        String unit = parts.group(2) == null ? "ms" : parts.group(2);
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofMillis(amount);
        };
    }

    /** {@code true} or {@code false}; absent is false, and present without a value is true. */
    static boolean flag(String name, String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.isEmpty() || text.equals("true")) {
            return true;
        }
        throw wrong(name, "true or false");
    }

    static Strategy strategy(String text) {
        try {
            return text == null ? null : Strategy.of(text);
        } catch (IllegalArgumentException e) {
            throw wrong("strategy", "flood or bloom");
        }
    }

    static Sha256 sha256(String name, String text) {
        try {
            return text == null ? null : Sha256.parse(text);
        } catch (PeerException e) {
            throw wrong(name, "64 hexadecimal digits");
        }
    }

    /** Exactly one of two is there. */
    static void oneOf(String first, Object firstValue, String second, Object secondValue) {
        if ((firstValue == null) == (secondValue == null)) {
            throw new PeerException(Reason.INVALID_REQUEST, "give either " + first + " or " + second);
        }
    }

    static <T> T required(String name, T value) {
        if (value == null) {
            throw new PeerException(Reason.INVALID_REQUEST, name + " is missing");
        }
        return value;
    }

    private static PeerException wrong(String name, String accepted) {
        return new PeerException(Reason.INVALID_REQUEST, name + " is " + accepted);
    }
}
