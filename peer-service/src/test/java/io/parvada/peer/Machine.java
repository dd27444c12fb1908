package io.parvada.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine beyond Java. */
public final class Machine {

    private Machine() {}

    /** Skips where the machine cannot do it, and fails there if PARVADA_REQUIRE_ALL=1 says that it must. */
    public static void can(boolean can, String what) {
        if ("1".equals(System.getenv("PARVADA_REQUIRE_ALL"))) {
            assertThat(can).as("PARVADA_REQUIRE_ALL: this machine can " + what).isTrue();
        }
        Assumptions.assumeTrue(can, "this machine cannot " + what);
    }

    /**
     * An address of this machine that is not loopback. A connection from there to 127.0.0.1 does not leave the machine,
     * and is to the peer what a caller from elsewhere is.
     */
    public static InetAddress notLoopback() {
        Optional<InetAddress> address = firstNotLoopback();
        can(address.isPresent(), "call from an address that is not loopback: it has no other");
        return address.orElseThrow();
    }

    private static Optional<InetAddress> firstNotLoopback() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .filter(address -> !address.isLoopbackAddress())
                    .findFirst();
        } catch (SocketException e) {
            return Optional.empty();
        }
    }
}
