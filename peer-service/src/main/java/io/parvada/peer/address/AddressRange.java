package io.parvada.peer.address;

import java.net.InetAddress;
import java.util.List;

/** A block of addresses, {@code 10.0.0.0/8} or {@code fc00::/7}. Immutable. */
record AddressRange(String text, byte[] prefix, int bits) {

    static AddressRange of(String text) {
        int slash = text.indexOf('/');
        InetAddress address = Host.literal(text.substring(0, slash)).orElseThrow();
        return new AddressRange(text, address.getAddress(), Integer.parseInt(text.substring(slash + 1)));
    }

    static List<AddressRange> all(String... texts) {
        return List.of(texts).stream().map(AddressRange::of).toList();
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((bytes[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
