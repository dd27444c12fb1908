package io.parvada.peer.grpc;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.parvada.peer.address.Endpoint;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.pace.CallRates;
import io.parvada.peer.proof.Challenge;
import io.parvada.peer.proof.Prover;
import io.parvada.peer.proof.Statement;
import io.parvada.proto.v1.IdentityChallenge;
import io.parvada.proto.v1.IdentityGrpc;
import io.parvada.proto.v1.IdentityStatement;
import java.net.InetAddress;

/** The service of identity.proto: the same proof as over REST, since this port is an address too. */
final class IdentityCalls implements BindableService {

    private final Prover prover;
    private final CallRates rates;

    IdentityCalls(Prover prover, CallRates rates) {
        this.prover = prover;
        this.rates = rates;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Binding(IdentityGrpc.getServiceDescriptor())
                .answering(IdentityGrpc.getProveMethod(), this::prove)
                .build();
    }

    private void prove(IdentityChallenge asked, StreamObserver<IdentityStatement> receiver) {
        InetAddress caller = Caller.current().address();
        if (caller != null) {
            rates.take(caller, CallRates.PROOFS);
        }
        Challenge challenge = new Challenge(asked.getNonce().toByteArray(), new PeerId(asked.getAsker()));
        receiver.onNext(message(prover.answer(challenge)));
        receiver.onCompleted();
    }

    private static IdentityStatement message(Statement statement) {
        IdentityStatement.Builder message = IdentityStatement.newBuilder()
                .setId(statement.id().value())
                .setKey(ByteString.copyFrom(statement.key()))
                .setSignature(ByteString.copyFrom(statement.signature()));
        for (Endpoint address : statement.addresses()) {
            message.addAddressesBuilder()
                    .setUrl(address.url().toString())
                    .setGrpc(address.grpc().toString());
        }
        return message.build();
    }
}
