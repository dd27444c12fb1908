package io.parvada.peer.config;

import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerName;
import io.parvada.peer.config.RawSettings.Setting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.util.unit.DataSize;

/**
 * The small forms of values: numbers, durations, sizes, paths. Each throws IllegalArgumentException (or
 * ArithmeticException) for a text that is none; the sentence is made where the key is known. Pure.
 */
final class Values {

    static final String RATE = "what may move in a second, 64KB or more, such as 10MB, or 0 for no limit";

    static final String SECRET_FILE = "a file that holds a password and can be read";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("\\d{1,15}(B|KB|MB|GB|TB)");

    private Values() {}

    static int number(String text, int least, int most) {
        require(NUMBER.matcher(text).matches());
        int number = Integer.parseInt(text);
        require(number >= least && number <= most);
        return number;
    }

    static boolean flag(String text) {
        require(text.equals("true") || text.equals("false"));
        return text.equals("true");
    }

    static Duration duration(String text, Duration least, Duration most) {
        var parts = DURATION.matcher(text);
        require(parts.matches());
        long count = Long.parseLong(parts.group(1));
        Duration duration = switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
        require(duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
        return duration;
    }

    /** Binary units, as everywhere in Parvada: 1 KB is 1,024 bytes. Never 0. */
    static DataSize size(String text) {
        require(SIZE.matcher(text).matches());
        DataSize size = DataSize.parse(text);
        require(size.toBytes() > 0);
        return size;
    }

    /** Bytes a second: 0 for none, else a size of at least so much. */
    static DataSize rate(String text, DataSize least) {
        if (text.equals("0")) {
            return DataSize.ofBytes(0);
        }
        DataSize rate = size(text);
        require(rate.compareTo(least) >= 0);
        return rate;
    }

    /** Relative to the working directory. */
    static Path path(String text) {
        require(!text.isBlank());
        return Path.of(text).toAbsolutePath().normalize();
    }

    static String bindAddress(String text) {
        if (text.equals("localhost")) {
            return "127.0.0.1";
        }
        String bracketed = text.indexOf(':') >= 0 ? "[" + text + "]" : text;
        HostPort parsed = HostPort.parse(bracketed + ":1");
        require(parsed.isLiteral());
        return parsed.host();
    }

    static boolean isLoopback(String bindAddress) {
        return new HostPort(bindAddress, 1).isLoopback();
    }

    static boolean isAnyAddress(String bindAddress) {
        return bindAddress.equals("0.0.0.0") || bindAddress.matches("[0:]+");
    }

    /** A list written as one text, parted by commas; an empty part stays, to be refused as an empty friend. */
    static List<Setting> parts(Setting list) {
        return Arrays.stream(list.text().split(",", -1))
                .map(part -> new Setting(list.where(), list.key(), part.strip(), list.kind()))
                .toList();
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }

    /** The machine's own name without its domain, or "peer" where it has none that can be shown. */
    static String hostName() {
        try {
            String host = InetAddress.getLocalHost().getHostName().replaceFirst("\\..*", "");
            return PeerName.require(host);
        } catch (UnknownHostException | RuntimeException e) {
            return "peer";
        }
    }
}
