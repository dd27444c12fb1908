package io.parvada.peer.address;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether this peer may connect to an address, so that nobody can use it as a stone against others (SSRF). Who resolves
 * a name asks for every answer and connects to the judged address, never to the name again.
 *
 * <p>Nobody may send it to a cloud's metadata service, to "any address" or to a group. A configured friend may be
 * anywhere else. An address learned from other peers must be public, or in a private range in which this host has an
 * address itself, or loopback where this peer is bound to loopback. Ranges are those of the IANA special-purpose
 * registries (RFC 6890). IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64 of RFC 6052, 6to4, Teredo,
 * ISATAP) are judged by what they carry as well. Pure but for the supplier; any thread.
 */
public final class AddressJudge {

    /** Who named the address. */
    public enum Origin {
        /** The operator of this peer: configuration, or an admin's request. */
        CONFIGURED,
        /** Another peer. */
        LEARNED
    }

    // fd00:ec2::/32 whole: credentials are also handed out at fd00:ec2::23 (EKS), time and names beside it.
    private static final List<AddressRange> METADATA =
            AddressRange.all("169.254.0.0/16", "168.63.129.16/32", "fd00:ec2::/32", "fd20:ce::254/128");
    private static final List<AddressRange> NO_HOST =
            AddressRange.all("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "::/128", "ff00::/8");
    private static final List<AddressRange> PRIVATE =
            AddressRange.all("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");
    private static final List<AddressRange> SPECIAL = AddressRange.all(
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20");
    private static final AddressRange GLOBAL_IPV6 = AddressRange.of("2000::/3");
    private static final AddressRange COMPATIBLE = AddressRange.of("::/96");
    private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::/16");
    private static final AddressRange TEREDO = AddressRange.of("2001::/32");

    private final Supplier<? extends Collection<InetAddress>> ownAddresses;
    private final boolean boundToLoopback;

    /**
     * @param ownAddresses this host's addresses now; asked only for private ones, as they may change
     * @param boundToLoopback whether this peer itself listens on loopback only
     */
    public AddressJudge(Supplier<? extends Collection<InetAddress>> ownAddresses, boolean boundToLoopback) {
        this.ownAddresses = Objects.requireNonNull(ownAddresses);
        this.boundToLoopback = boundToLoopback;
    }

    /** Returns if this peer may connect there. @throws PeerException FORBIDDEN with the reason */
    public void judge(InetAddress address, Origin origin) {
        Optional<InetAddress> carried = carried(address);
        carried.ifPresent(inner -> judgePlain(inner, address, origin));
        if (carried.isEmpty() || !NAT64.contains(address)) {
            judgePlain(address, address, origin);
        }
    }

    private void judgePlain(InetAddress address, InetAddress shown, Origin origin) {
        refuseIn(METADATA, address, shown, "belongs to a cloud's metadata service");
        refuseIn(NO_HOST, address, shown, "is not the address of one host");
        if (origin == Origin.LEARNED) {
            judgeLearned(address, shown);
        }
    }

    private void judgeLearned(InetAddress address, InetAddress shown) {
        if (address.isLoopbackAddress()) {
            if (!boundToLoopback) {
                throw forbidden(shown, "is loopback, and this peer is not bound to loopback");
            }
            return;
        }
        Optional<AddressRange> range =
                PRIVATE.stream().filter(r -> r.contains(address)).findFirst();
        if (range.isPresent()) {
            if (ownAddresses.get().stream().noneMatch(range.get()::contains)) {
                throw forbidden(shown, "is private, and this host has no address in " + range.get());
            }
            return;
        }
        refuseIn(SPECIAL, address, shown, "is reserved for special use");
        if (address instanceof Inet6Address && !GLOBAL_IPV6.contains(address)) {
            throw forbidden(shown, "is not a public address");
        }
    }

    private static void refuseIn(List<AddressRange> ranges, InetAddress address, InetAddress shown, String why) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                throw forbidden(shown, why + " (" + range + ")");
            }
        }
    }

    /** The IPv4 address inside an IPv6 one. Java itself unwraps the mapped form, ::ffff:0:0/96. */
    private static Optional<InetAddress> carried(InetAddress address) {
        byte[] b = address.getAddress();
        if (b.length != 16 || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return Optional.empty();
        }
        if (COMPATIBLE.contains(address) || NAT64.contains(address) || isIsatap(b)) {
            return Optional.of(ipv4(Arrays.copyOfRange(b, 12, 16)));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return Optional.of(ipv4(Arrays.copyOfRange(b, 2, 6)));
        }
        if (TEREDO.contains(address)) {
            return Optional.of(ipv4(new byte[] {(byte) ~b[12], (byte) ~b[13], (byte) ~b[14], (byte) ~b[15]}));
        }
        return Optional.empty();
    }

    private static boolean isIsatap(byte[] b) {
        return (b[8] & ~2) == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == (byte) 0xfe;
    }

    private static InetAddress ipv4(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PeerException forbidden(InetAddress address, String why) {
        return new PeerException(
                Reason.FORBIDDEN, "this peer does not connect to " + address.getHostAddress() + ": it " + why);
    }
}
