package io.parvada.peer.remote;

import io.parvada.peer.address.AddressJudge;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.membership.PortReach;
import io.parvada.transfer.error.PeerException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** From a name that somebody advertised to addresses that this peer may connect to. Thread-safe. */
final class Resolver {

    /** A name with more addresses than this is not tried to its end. */
    private static final int MAX_ADDRESSES = 3;

    private final AddressJudge judge;
    private final Executor lookups;

    /** @param lookups where the operating system's resolver may block; bounded */
    Resolver(AddressJudge judge, Executor lookups) {
        this.judge = judge;
        this.lookups = lookups;
    }

    /**
     * The permitted addresses of the host in the resolver's order, at least one and at most 3. Fails with a
     * {@link DialFailure}: UNRESOLVED, LOOPBACK_ADVERTISED, FORBIDDEN_ADDRESS.
     */
    CompletableFuture<List<InetAddress>> resolve(HostPort target, AddressJudge.Origin origin) {
        return resolve(target, origin, false);
    }

    /**
     * The same.
     *
     * @param all whether every address must be permitted, since who connects looks the name up again (https): within the
     *     JDK's 30 s that gives the same addresses, and any of them may be chosen
     */
    CompletableFuture<List<InetAddress>> resolve(HostPort target, AddressJudge.Origin origin, boolean all) {
        if (target.isLiteral()) {
            return CompletableFuture.completedFuture(null).thenApply(nothing -> lookUp(target, origin, all));
        }
        try {
            return CompletableFuture.supplyAsync(() -> lookUp(target, origin, all), lookups);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(
                    DialFailure.before(PortReach.UNRESOLVED, "too many names are being looked up"));
        }
    }

    private List<InetAddress> lookUp(HostPort target, AddressJudge.Origin origin, boolean each) {
        InetAddress[] all;
        try {
            all = InetAddress.getAllByName(target.host());
        } catch (UnknownHostException e) {
            throw DialFailure.before(PortReach.UNRESOLVED, target.host() + " has no address");
        }
        List<InetAddress> permitted = new ArrayList<>();
        PeerException refusal = null;
        boolean loopback = true;
        for (InetAddress address : all) {
            loopback &= address.isLoopbackAddress();
            try {
                judge.judge(address, origin);
                permitted.add(address);
            } catch (PeerException forbidden) {
                refusal = forbidden;
            }
        }
        if (permitted.isEmpty() || each && refusal != null) {
            PortReach reach = loopback ? PortReach.LOOPBACK_ADVERTISED : PortReach.FORBIDDEN_ADDRESS;
            throw DialFailure.before(reach, refusal == null ? target + " has no address" : refusal.detail());
        }
        return List.copyOf(permitted.subList(0, Math.min(MAX_ADDRESSES, permitted.size())));
    }
}
