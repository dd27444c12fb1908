package io.parvada.peer.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host part of an address, parsed strictly, so that one text means one host to every resolver: a dotted quad of
 * four decimal numbers, an IPv6 literal without zone, or a name of RFC 1123. Octal, hexadecimal and short forms of IPv4
 * ({@code 0177.1}, {@code 0x7f000001}, {@code 2130706433}) are refused, as are names whose last label is a number (WHATWG
 * URL, "ends in a number"), which some resolvers read as an address. Pure; any thread.
 */
final class Host {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-f:.]{2,45}");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
    private static final int MAX_NAME = 253;

    private Host() {}

    /** The host in lower case, IPv6 without brackets; empty when the text is none. */
    static Optional<String> parse(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            String inner = host.substring(1, host.length() - 1);
            return isIpv6(inner) ? Optional.of(inner) : Optional.empty();
        }
        return IPV4.matcher(host).matches() || isName(host) ? Optional.of(host) : Optional.empty();
    }

    /** The address that a literal is; empty for a name. Never asks a resolver. */
    static Optional<InetAddress> literal(String host) {
        String text = host.toLowerCase(Locale.ROOT);
        if (!IPV4.matcher(text).matches() && !isIpv6(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || literal(host).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static boolean isName(String host) {
        return host.length() <= MAX_NAME
                && NAME.matcher(host).matches()
                && !ENDS_IN_NUMBER.matcher(host).matches();
    }

    private static boolean isIpv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            // A text with a colon is never looked up, only parsed.
            InetAddress.getByName(text);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
