package io.parvada.peer.proof;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.address.HostPort;
import io.parvada.peer.address.PeerUrl;
import io.parvada.peer.http.ParvadaJson;
import io.parvada.peer.identity.IdentityKeys;
import io.parvada.peer.identity.PeerId;
import io.parvada.proto.v1.IdentityChallenge;
import io.parvada.proto.v1.IdentityGrpc;
import io.parvada.proto.v1.IdentityStatement;
import io.parvada.proto.v1.PeerAddress;
import java.util.List;
import java.util.function.Supplier;

/** Keys of its own for a test that plays a peer by hand, so that it can prove itself as one. */
public final class TestIdentity {

    public final IdentityKeys keys = IdentityKeys.newPair();

    public PeerId id() {
        return keys.id();
    }

    /** One address, from texts; of a peer that has no such port, 1. */
    public static Endpoint at(String url, String grpc) {
        return new Endpoint(PeerUrl.parse(url), HostPort.parse(grpc));
    }

    public Statement answer(Challenge challenge, List<Endpoint> addresses) {
        return new Prover(keys, () -> addresses).answer(challenge);
    }

    /** The answer to the body of POST /identity. */
    public String answer(byte[] body, List<Endpoint> addresses) {
        Challenge challenge = ParvadaJson.mapper().readValue(body, Challenge.class);
        return ParvadaJson.mapper().writeValueAsString(answer(challenge, addresses));
    }

    /** The service of identity.proto alone, without a peer's server around it. */
    public IdentityGrpc.IdentityImplBase service(Supplier<List<Endpoint>> addresses) {
        return new IdentityGrpc.IdentityImplBase() {
            @Override
            public void prove(IdentityChallenge asked, StreamObserver<IdentityStatement> to) {
                Challenge challenge = new Challenge(asked.getNonce().toByteArray(), new PeerId(asked.getAsker()));
                to.onNext(message(answer(challenge, addresses.get())));
                to.onCompleted();
            }
        };
    }

    private static IdentityStatement message(Statement statement) {
        return IdentityStatement.newBuilder()
                .setId(statement.id().value())
                .setKey(ByteString.copyFrom(statement.key()))
                .setSignature(ByteString.copyFrom(statement.signature()))
                .addAllAddresses(statement.addresses().stream()
                        .map(each -> PeerAddress.newBuilder()
                                .setUrl(each.url().toString())
                                .setGrpc(each.grpc().toString())
                                .build())
                        .toList())
                .build();
    }
}
