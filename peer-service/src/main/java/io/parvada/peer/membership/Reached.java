package io.parvada.peer.membership;

import io.parvada.peer.address.Endpoint;

/**
 * What the answering peer met when it dialled the caller's advertised ports.
 *
 * @param reason one or two sentences that say what to mend; null when both are OK
 */
public record Reached(PortReach rest, PortReach grpc, String reason) {

    public static final Reached BOTH = new Reached(PortReach.OK, PortReach.OK, null);

    /** The result of dialling {@code endpoint}, with the sentence that belongs to it. */
    public static Reached of(Endpoint endpoint, PortReach rest, PortReach grpc) {
        if (rest == PortReach.OK && grpc == PortReach.OK) {
            return BOTH;
        }
        boolean grpcHere = endpoint.grpc() != null && endpoint.grpc().isLoopback();
        String restText = rest == PortReach.TIMED_OUT && endpoint.url().isLoopback()
                ? silentHere("REST at " + endpoint.url())
                : sentence(rest, endpoint.url().toString(), "REST", "self_url");
        String grpcText = grpc == PortReach.TIMED_OUT && grpcHere
                ? silentHere("gRPC at " + endpoint.grpc())
                : sentence(grpc, String.valueOf(endpoint.grpc()), "gRPC", "self_grpc");
        // One firewall or one wrong name mostly shuts both: then the first sentence is enough.
        boolean same = rest == grpc && rest != PortReach.REFUSED && rest != PortReach.TIMED_OUT;
        return new Reached(rest, grpc, same ? restText : (restText + " " + grpcText).strip());
    }

    public boolean both() {
        return rest == PortReach.OK && grpc == PortReach.OK;
    }

    /** No firewall stands between the peers of one machine. */
    private static String silentHere(String where) {
        return where + " did not answer in time: the peer there may still be starting; it is asked again.";
    }

    private static String sentence(PortReach port, String where, String what, String key) {
        return switch (port) {
            case OK -> "";
            case REFUSED ->
                what + " at " + where + " refuses connections: start the peer there, publish the port, or"
                        + " correct this address.";
            case TIMED_OUT ->
                what + " at " + where + " did not answer in time: open this TCP port in the security group"
                        + " or firewall, or correct this address.";
            case WRONG_ID ->
                "Another peer answers at " + where + ": correct " + key + ", which names a peer that is"
                        + " not this one.";
            case LOOPBACK_ADVERTISED ->
                where + " is a loopback address, which means another machine to everyone else:" + " set " + key
                        + " to an address that others can reach.";
            case FORBIDDEN_ADDRESS ->
                where + " is an address that is not dialled on another's word: set " + key
                        + " or also_at to one in the network of both, or name the peer as a friend.";
            case UNRESOLVED -> where + " has no address: correct the host name.";
            case NOT_A_PEER -> what + " at " + where + " is not a Parvada peer: correct this address.";
            case UNTRUSTED ->
                what + " at " + where
                        + " shows no certificate for this name that is valid now and trusted here: correct"
                        + " the certificate there, this address, or tls.trust.";
            case NOT_PROVEN ->
                what + " at " + where + " does not prove the id that it answers with: correct this address, or"
                        + " update the peer there.";
            case NOT_ADVERTISED ->
                "The peer at " + where + " does not say that it lives there: add this address to its also_at, or"
                        + " name the peer by the address that it says, or as a friend.";
            case CREDENTIAL_REFUSED ->
                what + " at " + where + " does not let this peer in: both need the same access, with the same secret or"
                        + " directory.";
            case NOT_SERVING ->
                what + " at " + where + " says that the peer is not serving: it is starting, stopping or busy.";
        };
    }
}
